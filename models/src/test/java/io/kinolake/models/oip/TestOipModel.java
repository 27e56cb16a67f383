package io.kinolake.models.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server that answers what a test says. */
class TestOipModel {
  private static final HostTensor X = HostTensor.floats(Shape.of(1, 2), 1, 2);
  private static final String GOOD =
      "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[4.5]}]}";

  private final ArrayDeque<Answer> answers = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private URI address;

  /** A status and a body; none where the server keeps silent. */
  private record Answer(int status, String body) {
    static final Answer SILENCE = new Answer(0, "");
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aBusyServerIsAskedAgainAfterGrowingWaits() {
    answers.add(new Answer(503, "busy"));
    answers.add(new Answer(503, "busy"));
    answers.add(new Answer(200, GOOD));

    assertThat(model(5).run(Map.of("x", X), List.of("y")).get("y").toFloats())
        .containsExactly(4.5f);
    assertThat(waits).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20));
  }

  @Test
  void aServerThatStaysBusyIsAnError() {
    for (int i = 0; i < 3; i++) {
      answers.add(new Answer(503, "still loading"));
    }

    assertFails(() -> run(3), FailureCode.SERVER_ERROR, "still loading");
    assertThat(answers).isEmpty();
  }

  @Test
  void aServerThatDoesNotListenIsAnError() {
    OipModel model = model(3);
    server.stop(0);

    assertFails(
        () -> model.run(Map.of("x", X), List.of("y")),
        FailureCode.SERVER_ERROR,
        "ConnectException");
    assertThat(waits).hasSize(2);
  }

  @Test
  void aServerThatKeepsSilentIsAskedTwiceAndNoMore() {
    answers.add(Answer.SILENCE);
    answers.add(Answer.SILENCE);
    answers.add(new Answer(200, GOOD));
    OipModel model = model(5, Duration.ofMillis(300));

    assertFails(
        () -> model.run(Map.of("x", X), List.of("y")),
        FailureCode.SERVER_ERROR,
        "no answer within PT0.3S");
    assertThat(answers).hasSize(1);
  }

  @Test
  void aRefusalIsNotRepeated() {
    answers.add(new Answer(400, "{\"error\":\"wrong shape\"}"));

    assertFails(() -> run(5), FailureCode.SERVER_REFUSED, "wrong shape");
    assertThat(waits).isEmpty();
  }

  @Test
  void aFailureOfTheModelIsNotRepeated() {
    answers.add(new Answer(500, "{\"error\":\"out of memory\"}"));

    assertFails(() -> run(5), FailureCode.SERVER_ERROR, "out of memory");
    assertThat(waits).isEmpty();
  }

  @Test
  void answersThatAreNoneAreErrors() {
    for (String body :
        List.of(
            "no json",
            "{}",
            GOOD.replace("[4.5]", "[4.5, 1]"),
            GOOD.replace("[4.5]", "[\"NaN\"]"),
            GOOD.replace("FP32", "BYTES"))) {
      answers.add(new Answer(200, body));

      assertFails(() -> run(1), FailureCode.SERVER_ERROR, "does not follow");
    }
  }

  @Test
  void aResultThatIsNotFiniteIsNone() {
    answers.add(new Answer(200, GOOD.replace("4.5", "1e60")));

    assertFails(() -> run(1), FailureCode.NOT_FINITE, "Output 'y' of the served model 'm'");
  }

  private void run(int tries) {
    model(tries).run(Map.of("x", X), List.of("y"));
  }

  private OipModel model(int tries) {
    return model(tries, Duration.ofSeconds(20));
  }

  private OipModel model(int tries, Duration deadline) {
    return OipModel.open(
        Endpoint.at(address),
        "m",
        new OipTraffic(deadline, tries, Duration.ofMillis(10), Duration.ofSeconds(1)),
        OipModel.Encoding.JSON,
        waits::add);
  }

  private static void assertFails(ThrowingCallable call, FailureCode code, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(why);
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean infers = exchange.getRequestMethod().equals("POST");
    exchange.getRequestBody().readAllBytes();
    Answer answer = infers ? answers.remove() : new Answer(200, "{}");
    if (answer.equals(Answer.SILENCE)) {
      await();
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(Math.max(answer.status(), 200), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
