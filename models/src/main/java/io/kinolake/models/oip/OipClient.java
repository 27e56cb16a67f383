package io.kinolake.models.oip;

import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.Pause;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to a server that speaks the protocol. Tries again where that may help: while the
 * server is busy (503) or does not listen, and once if it gave no answer. Thread-safe.
 */
final class OipClient {
  private static final int BUSY = 503;
  private static final int LONGEST_EXCERPT = 300;

  private final Endpoint endpoint;
  private final OipTraffic traffic;
  private final Pause pause;
  private final HttpClient http;

  OipClient(Endpoint endpoint, OipTraffic traffic, Pause pause) {
    this.endpoint = endpoint;
    this.traffic = traffic;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(traffic.deadline())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  OipMessage get(String path) {
    return send(path, Optional.empty());
  }

  OipMessage post(String path, OipMessage message) {
    return send(path, Optional.of(message));
  }

  /** What a try met beside an answer. */
  private enum Trouble {
    BUSY,
    UNANSWERED
  }

  /** An answer, or what was met instead. */
  private record Result(Optional<OipMessage> answer, Optional<Trouble> trouble, String reason) {
    static Result answered(OipMessage answer) {
      return new Result(Optional.of(answer), Optional.empty(), "");
    }

    static Result of(Trouble trouble, String reason) {
      return new Result(Optional.empty(), Optional.of(trouble), reason);
    }
  }

  /**
   * Sends a request until it is answered.
   *
   * @throws KinolakeException SERVER_REFUSED if the server will not have the request, SERVER_ERROR
   *     if it gave no answer in all tries, or fails
   */
  private OipMessage send(String path, Optional<OipMessage> message) {
    int unanswered = 0;
    String reason = "";
    URI address = null;
    for (int attempt = 1; attempt <= traffic.tries(); attempt++) {
      if (attempt > 1) {
        pause.waitFor(traffic.wait(attempt));
      }
      address = endpoint.address();
      Result result = tryOnce(request(address, path, message));
      if (result.answer().isPresent()) {
        return result.answer().get();
      }
      reason = result.reason();
      if (result.trouble().orElseThrow() == Trouble.UNANSWERED) {
        endpoint.unanswered(address);
        if (++unanswered == OipTraffic.TRIES_UNANSWERED) {
          break;
        }
      }
    }
    throw new KinolakeException(
        FailureCode.SERVER_ERROR,
        "Server %s gave no answer to %s; the last try: %s. Retry when it is well."
            .formatted(address, path, reason));
  }

  private HttpRequest request(URI address, String path, Optional<OipMessage> message) {
    String base = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path));
    message.ifPresent(
        body -> {
          body.headerLength()
              .ifPresent(length -> builder.header(OipMessage.LENGTH, String.valueOf(length)));
          builder
              .header(
                  "Content-Type",
                  body.headerLength().isPresent() ? "application/octet-stream" : "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.body()));
        });
    return builder.build();
  }

  private Result tryOnce(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return read(request, exchange.get(traffic.deadline().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return Result.of(Trouble.UNANSWERED, "no answer within " + traffic.deadline());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return Result.of(
          cause instanceof ConnectException ? Trouble.BUSY : Trouble.UNANSWERED,
          cause.getClass().getSimpleName() + ": " + cause.getMessage());
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new KinolakeException(
          FailureCode.SERVER_ERROR, "The task was stopped while it waited for a server.", e);
    }
  }

  private static Result read(HttpRequest request, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return Result.answered(new OipMessage(response.body(), headerLength(response)));
    }
    String said = "status %d, %s".formatted(status, excerpt(response.body()));
    if (status == BUSY) {
      return Result.of(Trouble.BUSY, said);
    }
    throw new KinolakeException(
        status >= 500 ? FailureCode.SERVER_ERROR : FailureCode.SERVER_REFUSED,
        "Server %s %s: %s. Look at the server's log and at the engine's settings."
            .formatted(request.uri(), status >= 500 ? "failed" : "refuses the request", said));
  }

  private static OptionalInt headerLength(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue(OipMessage.LENGTH)
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> OptionalInt.of(Integer.parseInt(value)))
        .orElse(OptionalInt.empty());
  }

  private static String excerpt(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, LONGEST_EXCERPT), StandardCharsets.UTF_8)
            .replaceAll("\\s+", " ")
            .strip();
    return text.isEmpty() ? "without a message" : "'" + text + "'";
  }
}
