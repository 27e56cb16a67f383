package io.kinolake.models.oip;

import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.PatientClient;
import io.kinolake.models.process.PatientClient.Reply;
import io.kinolake.models.process.Pause;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Sends requests to a server that speaks the protocol. Tries again where that may help: while the
 * server is busy (503) or does not listen, and once if it gave no answer. Thread-safe.
 */
final class OipClient {
  private static final int BUSY = 503;

  private final PatientClient client;

  OipClient(Endpoint endpoint, OipTraffic traffic, Pause pause) {
    this.client = new PatientClient("Server", endpoint, traffic.patience(), pause);
  }

  /**
   * Asks for what lies at a path.
   *
   * @throws KinolakeException SERVER_REFUSED if the server will not have the request, SERVER_ERROR
   *     if it gave no answer in all tries, or fails
   */
  OipMessage get(String path) {
    return client.send(path, request -> {}, OipClient::read);
  }

  /** Sends a message and returns the answer; fails as {@link #get}. */
  OipMessage post(String path, OipMessage message) {
    return client.send(path, request -> fill(request, message), OipClient::read);
  }

  private static void fill(HttpRequest.Builder request, OipMessage message) {
    message
        .headerLength()
        .ifPresent(length -> request.header(OipMessage.LENGTH, String.valueOf(length)));
    request
        .header(
            "Content-Type",
            message.headerLength().isPresent() ? "application/octet-stream" : "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
  }

  private static Reply<OipMessage> read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return new Reply.Answer<>(new OipMessage(response.body(), headerLength(response)));
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    String said = "status %d, %s".formatted(status, PatientClient.quoted(body));
    if (status == BUSY) {
      return new Reply.Trouble<>(said);
    }
    throw new KinolakeException(
        status >= 500 ? FailureCode.SERVER_ERROR : FailureCode.SERVER_REFUSED,
        "Server %s %s: %s. Look at the server's log and at the engine's settings."
            .formatted(response.uri(), status >= 500 ? "failed" : "refuses the request", said));
  }

  private static OptionalInt headerLength(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue(OipMessage.LENGTH)
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> OptionalInt.of(Integer.parseInt(value)))
        .orElse(OptionalInt.empty());
  }
}
