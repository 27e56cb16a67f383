package io.kinolake.udfs.caption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.PatientClient;
import io.kinolake.models.process.PatientClient.Reply;
import io.kinolake.models.process.Pause;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Sends requests to a chat server and tries again where that may help: a server that is busy (429),
 * broken (5xx), silent or gone. Thread-safe. The key goes into one header and nowhere else;
 * redirects are not followed, since they would take it along.
 */
final class ChatClient {
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 409, 425, 429);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private final Optional<String> key;
  private final PatientClient client;

  /**
   * @param path of the chat, behind the server's address
   */
  ChatClient(
      Endpoint server,
      String path,
      Optional<String> key,
      OpenAiSettings.Traffic traffic,
      Pause pause) {
    this.path = path;
    this.key = key;
    this.client = new PatientClient("Chat server", server, traffic.patience(), pause);
  }

  /**
   * Sends a request until it is answered.
   *
   * @throws KinolakeException SERVER_REFUSED if the server will not have the request, SERVER_ERROR
   *     if it gave no answer in all tries
   */
  ChatReply send(String request) {
    return client.send(path, builder -> fill(builder, request), this::read);
  }

  private void fill(HttpRequest.Builder builder, String request) {
    builder
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(request));
    key.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
  }

  private Reply<ChatReply> read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return parse(response.body())
          .flatMap(ChatReply::of)
          .<Reply<ChatReply>>map(Reply.Answer::new)
          .orElseGet(
              () -> new Reply.Trouble<>("not a chat completion: " + quoted(text(response.body()))));
    }
    String said = "status %d, %s".formatted(status, quoted(serverMessage(response.body())));
    if (status >= 500 || TRY_AGAIN.contains(status)) {
      return new Reply.Trouble<>(
          said, response.headers().firstValue("Retry-After").flatMap(ChatClient::rest));
    }
    throw new KinolakeException(
        FailureCode.SERVER_REFUSED,
        "Chat server %s refuses the request: %s. Correct the captioner's settings."
            .formatted(response.uri(), said));
  }

  private static Optional<JsonNode> parse(byte[] body) {
    try {
      return Optional.ofNullable(JSON.readTree(body));
    } catch (IOException e) {
      return Optional.empty(); // the caller reports the body itself
    }
  }

  /** {@code error.message} where the body has one, else the body. */
  private static String serverMessage(byte[] body) {
    return parse(body)
        .map(root -> root.path("error"))
        .map(error -> error.isTextual() ? error : error.path("message"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .orElseGet(() -> text(body));
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** A short quotation without the key, or anything else that looks like one. */
  private String quoted(String text) {
    String clean = key.map(secret -> text.replace(secret, "[key]")).orElse(text);
    return PatientClient.quoted(
        clean
            .replaceAll("(?i)\\bbearer\\s+\\S+", "Bearer [key]")
            .replaceAll("\\bsk-[\\w*-]{6,}", "[key]"));
  }

  private static Optional<Duration> rest(String retryAfter) {
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
}
