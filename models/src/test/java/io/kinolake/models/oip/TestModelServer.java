package io.kinolake.models.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestModelServer {
  private static final HostTensor X =
      HostTensor.floats(Shape.of(2, 2), 1, -0.1f, 1e-30f, 3.3e38f / 4);
  private static final OipTraffic ONCE =
      new OipTraffic(Duration.ofSeconds(20), 1, Duration.ZERO, Duration.ZERO);

  private final Held held = new Held();
  private final ModelServer server =
      ModelServer.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          Map.of("double", new DoublingModel(), "held", held),
          new ModelServer.Limits(2000, 1));

  @AfterEach
  void stop() {
    held.release.countDown();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void tensorsArriveAsTheyWereSent(OipModel.Encoding encoding) {
    TensorModel model = OipModel.open(Endpoint.at(server.address()), "double", ONCE, encoding);

    assertThat(model.inputs()).isEqualTo(new DoublingModel().inputs());
    assertThat(model.outputs()).isEqualTo(new DoublingModel().outputs());
    assertThat(model.run(Map.of("x", X), List.of("count", "y")))
        .isEqualTo(new DoublingModel().run(Map.of("x", X), List.of("count", "y")));
  }

  @Test
  void healthIsAnswered() throws Exception {
    assertThat(get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
    assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/v2").body()).contains("binary_tensor_data");
    assertThat(get("/v2/models/double/versions/1/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void nestedNumbersAreRead() throws Exception {
    HttpResponse<String> answer =
        post(
            "{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[[1,2.5]]}]}");

    assertThat(answer.body())
        .isEqualTo(
            "{\"model_name\":\"double\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":["
                + "{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[2.0,5.0]},"
                + "{\"name\":\"count\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[2]}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[4611686018427387904,8],\"data\":[1]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,\"a\"]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP31\",\"shape\":[1,2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"z\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT32\",\"shape\":[1,2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":800}}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]},{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}],\"outputs\":[{\"name\":\"none\"}]}"
      })
  void whatDoesNotFollowTheProtocolIsRefused(String body) throws Exception {
    HttpResponse<String> answer = post(body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"error\":\"");
  }

  @Test
  void aBodyAboveTheLimitIsRefused() throws Exception {
    HttpResponse<String> answer = post(" ".repeat(2001));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("at most 2000 bytes");
  }

  @Test
  void anUnknownModelNamesTheKnown() {
    assertThatThrownBy(
            () ->
                OipModel.open(Endpoint.at(server.address()), "none", ONCE, OipModel.Encoding.JSON))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.SERVER_REFUSED))
        .hasMessageContaining("there are [double, held]");
  }

  @Test
  void moreRequestsThanAllowedAreTurnedAway() throws Exception {
    TensorModel model =
        OipModel.open(Endpoint.at(server.address()), "held", ONCE, OipModel.Encoding.JSON);
    CompletableFuture<Object> first =
        CompletableFuture.supplyAsync(() -> model.run(Map.of("x", X), List.of("y")));
    held.entered.await();

    assertThat(post("{}").statusCode()).isEqualTo(503);
    assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200);
    held.release.countDown();
    assertThat(first.get()).isEqualTo(new DoublingModel().run(Map.of("x", X), List.of("y")));
  }

  /** A model that does not answer before it is told to. */
  private static final class Held implements TensorModel {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final DoublingModel model = new DoublingModel();

    @Override
    public List<TensorSpec> inputs() {
      return model.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
      return model.outputs();
    }

    @Override
    public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return model.run(given, wanted);
    }

    @Override
    public void close() {}
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(server.address() + path)));
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(server.address() + "/v2/models/double/infer"))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
