package io.kinolake.models.process;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sends requests to a server over HTTP and tries again where that may help: a server that has
 * trouble, keeps silent or does not listen. Whoever owns the server is told of silence, and starts
 * it again. Redirects are not followed. Thread-safe.
 */
public final class PatientClient {
  /** A request that ends its server twice is not sent a third time. */
  private static final int MOST_RESTARTS = 2;

  private static final int LONGEST_EXCERPT = 300;

  private final String name;
  private final Endpoint server;
  private final Patience patience;
  private final Pause pause;
  private final HttpClient http;

  /**
   * @param name what messages call the server, such as {@code Chat server}
   */
  public PatientClient(String name, Endpoint server, Patience patience, Pause pause) {
    this.name = name;
    this.server = server;
    this.patience = patience;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.deadline())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Tells answers from trouble. */
  public interface Reading<T> {

    /**
     * What a response is.
     *
     * @throws KinolakeException if there is no use in trying again
     */
    Reply<T> read(HttpResponse<byte[]> response);
  }

  /** What a try met. */
  public sealed interface Reply<T> {
    /** What was asked for. */
    record Answer<T>(T value) implements Reply<T> {}

    /**
     * Something that a later try may not meet.
     *
     * @param rest how long the server wants to be left alone, if it says so
     */
    record Trouble<T>(String reason, Optional<Duration> rest) implements Reply<T> {
      public Trouble(String reason) {
        this(reason, Optional.empty());
      }
    }
  }

  /**
   * No response.
   *
   * @param listened whether the server took the request
   */
  private record Silence<T>(String reason, boolean listened) implements Reply<T> {}

  /**
   * Sends a request until it is answered.
   *
   * @param path behind the server's address
   * @param content gives the request its method, headers and body
   * @throws KinolakeException SERVER_ERROR if it gave no answer in all tries; what {@code reading}
   *     throws
   */
  public <T> T send(String path, Consumer<HttpRequest.Builder> content, Reading<T> reading) {
    int attempt = 0;
    int silences = 0;
    int restarts = 0;
    Reply.Trouble<T> trouble = new Reply.Trouble<>("none");
    HttpRequest request;
    do {
      if (++attempt > 1) {
        pause.waitFor(patience.waits().before(attempt, trouble.rest()));
      }
      URI base = server.address();
      request = request(base, path, content);
      Reply<T> reply = tryOnce(request, reading);
      if (reply instanceof Reply.Answer<T> answer) {
        return answer.value();
      }
      if (reply instanceof Silence<T> silence) {
        silences += silence.listened() ? 1 : 0;
        restarts += server.unanswered(base) ? 1 : 0;
        trouble = new Reply.Trouble<>(silence.reason());
      } else {
        trouble = (Reply.Trouble<T>) reply;
      }
    } while (attempt < patience.tries()
        && silences < patience.silences()
        && restarts < MOST_RESTARTS);
    throw new KinolakeException(
        FailureCode.SERVER_ERROR,
        "%s %s gave no answer in %d tries; the last one: %s. Retry when it is well."
            .formatted(name, request.uri(), attempt, trouble.reason()));
  }

  private static HttpRequest request(URI base, String path, Consumer<HttpRequest.Builder> content) {
    URI address = URI.create(base.toString().replaceAll("/+$", "") + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    content.accept(request);
    return request.build();
  }

  private <T> Reply<T> tryOnce(HttpRequest request, Reading<T> reading) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return reading.read(exchange.get(patience.deadline().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return new Silence<>("no answer within " + patience.deadline(), true);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return new Silence<>(describe(cause), !(cause instanceof ConnectException));
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new KinolakeException(
          FailureCode.SERVER_ERROR,
          "The task was stopped while it waited for a server; run it again",
          e);
    }
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + message;
  }

  /** A short quotation of what a server said, for messages. */
  public static String quoted(String said) {
    String text = said.replaceAll("\\s+", " ").strip();
    return text.isEmpty()
        ? "without a message"
        : "'%s'".formatted(text.substring(0, Math.min(text.length(), LONGEST_EXCERPT)));
  }
}
