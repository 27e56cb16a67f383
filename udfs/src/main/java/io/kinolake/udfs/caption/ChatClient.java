package io.kinolake.udfs.caption;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.Pause;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to a chat server and tries again where that may help: a server that is busy (429),
 * broken (5xx), silent or gone. Thread-safe. The key goes into one header and nowhere else;
 * redirects are not followed, since they would take it along.
 */
final class ChatClient {
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 409, 425, 429);

  /** A request that ends its server twice is not sent a third time. */
  private static final int MOST_RESTARTS = 2;

  private static final int LONGEST_EXCERPT = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoint server;
  private final String path;
  private final Optional<String> key;
  private final OpenAiSettings.Traffic traffic;
  private final Pause pause;
  private final HttpClient http;

  /**
   * @param path of the chat, behind the server's address
   */
  ChatClient(
      Endpoint server,
      String path,
      Optional<String> key,
      OpenAiSettings.Traffic traffic,
      Pause pause) {
    this.server = server;
    this.path = path;
    this.key = key;
    this.traffic = traffic;
    this.pause = pause;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(traffic.deadline())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Sends a request until it is answered.
   *
   * @throws KinolakeException SERVER_REFUSED if the server will not have the request, SERVER_ERROR
   *     if it gave no answer in all tries
   */
  ChatReply send(String request) {
    Trouble last = null;
    URI base = null;
    int restarts = 0;
    for (int attempt = 1; attempt <= traffic.tries() && restarts < MOST_RESTARTS; attempt++) {
      if (last != null) {
        pause.waitFor(wait(attempt, last));
      }
      base = server.address();
      Result result = tryOnce(base, request);
      if (result instanceof Answer answer) {
        return answer.reply();
      }
      last = (Trouble) result;
      if (last.unanswered() && server.unanswered(base)) {
        restarts++;
      }
    }
    throw new KinolakeException(
        FailureCode.SERVER_ERROR,
        "Chat server %s gave no answer in %d tries; the last one: %s. Retry when it is well."
            .formatted(
                base == null ? path : addressOf(base),
                traffic.tries(),
                last == null ? "none" : last.reason()));
  }

  private sealed interface Result {}

  private record Answer(ChatReply reply) implements Result {}

  /** Something that a later try may not meet; the server may say how long it wants to rest. */
  private record Trouble(String reason, Optional<Duration> rest, boolean unanswered)
      implements Result {}

  private Result tryOnce(URI base, String request) {
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(httpRequest(base, request), HttpResponse.BodyHandlers.ofString());
    try {
      return read(exchange.get(traffic.deadline().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      exchange.cancel(true);
      return silence("no answer within " + traffic.deadline());
    } catch (ExecutionException e) {
      return silence(describe(e.getCause()));
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new KinolakeException(
          FailureCode.SERVER_ERROR,
          "The task was stopped while it waited for the chat server; run it again",
          e);
    }
  }

  private HttpRequest httpRequest(URI base, String request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(addressOf(base))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request));
    key.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
    return builder.build();
  }

  private Result read(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status == 200) {
      return parse(response.body())
          .flatMap(ChatReply::of)
          .<Result>map(Answer::new)
          .orElseGet(() -> trouble("not a chat completion: " + excerpt(response.body())));
    }
    String said = "status %d, %s".formatted(status, excerpt(serverMessage(response.body())));
    if (status >= 500 || TRY_AGAIN.contains(status)) {
      return new Trouble(
          said, response.headers().firstValue("Retry-After").flatMap(this::rest), false);
    }
    throw new KinolakeException(
        FailureCode.SERVER_REFUSED,
        "Chat server %s refuses the request: %s. Correct the captioner's settings."
            .formatted(response.uri(), said));
  }

  private static Optional<JsonNode> parse(String body) {
    try {
      return Optional.ofNullable(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // the caller reports the body itself
    }
  }

  /** {@code error.message} where the body has one, else the body. */
  private static String serverMessage(String body) {
    return parse(body)
        .map(root -> root.path("error"))
        .map(error -> error.isTextual() ? error : error.path("message"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElse(body);
  }

  /** A short quotation without the key, or anything else that looks like one. */
  private String excerpt(String text) {
    String clean = key.map(secret -> text.replace(secret, "[key]")).orElse(text);
    clean =
        clean
            .replaceAll("(?i)\\bbearer\\s+\\S+", "Bearer [key]")
            .replaceAll("\\bsk-[\\w*-]{6,}", "[key]")
            .replaceAll("\\s+", " ")
            .strip();
    return clean.isEmpty()
        ? "without a message"
        : "'%s'"
            .formatted(
                clean.length() > LONGEST_EXCERPT ? clean.substring(0, LONGEST_EXCERPT) : clean);
  }

  private Optional<Duration> rest(String retryAfter) {
    String value = retryAfter.strip();
    if (value.matches("\\d{1,9}(\\.\\d+)?")) {
      return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000)));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(Instant.now(), until)).filter(rest -> !rest.isNegative());
    } catch (DateTimeParseException e) {
      return Optional.empty(); // a server's odd header is no reason to fail; the usual wait applies
    }
  }

  /** What the server asks for, but at least the usual wait, which doubles; never too long. */
  private Duration wait(int attempt, Trouble last) {
    double doubled = traffic.firstWait().toMillis() * Math.pow(2, attempt - 2);
    double shortened = doubled * ThreadLocalRandom.current().nextDouble(0.5, 1);
    Duration usual = Duration.ofMillis((long) Math.min(shortened, Integer.MAX_VALUE));
    Duration wanted = last.rest().filter(rest -> rest.compareTo(usual) > 0).orElse(usual);
    return wanted.compareTo(traffic.longestWait()) > 0 ? traffic.longestWait() : wanted;
  }

  private Trouble trouble(String reason) {
    return new Trouble(reason, Optional.empty(), false);
  }

  private Trouble silence(String reason) {
    return new Trouble(reason, Optional.empty(), true);
  }

  private URI addressOf(URI base) {
    return URI.create(base.toString().replaceAll("/+$", "") + path);
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + message;
  }
}
