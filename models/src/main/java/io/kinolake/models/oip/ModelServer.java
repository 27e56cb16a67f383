package io.kinolake.models.oip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that speaks the Open Inference Protocol: health, metadata and inference, with tensors as
 * JSON or as binary data. What does not fit is refused: bodies above a size (413), more requests at
 * once than are allowed (503), anything that does not follow the protocol (400). Owns its models.
 */
public final class ModelServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelServer.class.getName());

  private static final Pattern PATH =
      Pattern.compile("/v2/models/([^/]+)(?:/versions/[^/]+)?(?:/(ready|infer))?");

  private static final String JSON = "application/json";
  private static final String BINARY = "application/octet-stream";

  /** Connections that are served beside those that infer, so that health is always answered. */
  private static final int SPARE_THREADS = 4;

  private final HttpServer http;
  private final ExecutorService threads;
  private final Map<String, TensorModel> models;
  private final Limits limits;
  private final Semaphore turns;

  /**
   * What a server takes.
   *
   * @param bodyBytes longest body of a request
   * @param concurrency requests for inference that are worked on at once
   */
  public record Limits(int bodyBytes, int concurrency) {
    public static final Limits DEFAULT = new Limits(256 << 20, 4);
  }

  private ModelServer(HttpServer http, Map<String, TensorModel> models, Limits limits) {
    this.http = http;
    this.models = Map.copyOf(models);
    this.limits = limits;
    this.turns = new Semaphore(limits.concurrency());
    this.threads =
        Executors.newFixedThreadPool(
            2 * limits.concurrency() + SPARE_THREADS,
            work -> {
              Thread thread = new Thread(work, "model-server");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a server.
   *
   * @param address where it listens; port 0 takes a free one
   * @param models by name; the server closes them
   * @throws KinolakeException BAD_ARGUMENT if nothing can listen there
   */
  public static ModelServer start(
      InetSocketAddress address, Map<String, TensorModel> models, Limits limits) {
    try {
      ModelServer server = new ModelServer(HttpServer.create(address, 0), models, limits);
      server.http.setExecutor(server.threads);
      server.http.createContext("/", server::handle);
      server.http.start();
      return server;
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "No server can listen at %s: %s. Choose another port.".formatted(address, e.getMessage()),
          e);
    }
  }

  /** Where it listens. */
  public URI address() {
    InetSocketAddress bound = http.getAddress();
    return URI.create("http://%s:%d".formatted(bound.getHostString(), bound.getPort()));
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    models.values().forEach(TensorModel::close);
  }

  /** An answer that is no 200. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      OipMessage answer;
      int status = 200;
      try {
        answer = answer(exchange);
      } catch (Refusal e) {
        status = e.status;
        answer = error(e.getMessage());
      } catch (MalformedMessage e) {
        status = 400;
        answer = error(e.getMessage());
      } catch (KinolakeException e) {
        status = e.failure().code() == FailureCode.DEVICE_MEMORY ? 507 : 500;
        answer = error(e.failure().code().id() + ": " + e.failure().message());
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A request broke", e);
        status = 500;
        answer = error("internal: " + e);
      }
      send(exchange, status, answer);
    }
  }

  private OipMessage answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean posted = exchange.getRequestMethod().equals("POST");
    Matcher model = PATH.matcher(path);
    if (!model.matches()) {
      return aboutServer(path);
    }
    TensorModel found =
        Optional.ofNullable(models.get(model.group(1)))
            .orElseThrow(
                () ->
                    new Refusal(
                        404,
                        "There is no model '%s'; there are %s."
                            .formatted(
                                model.group(1), models.keySet().stream().sorted().toList())));
    boolean infers = "infer".equals(model.group(2));
    if (infers != posted) {
      throw new Refusal(405, "%s does not fit %s.".formatted(exchange.getRequestMethod(), path));
    }
    if (infers) {
      return infer(model.group(1), found, exchange);
    }
    return json(
        "ready".equals(model.group(2))
            ? OipMessage.JSON.createObjectNode().put("ready", true)
            : metadata(model.group(1), found));
  }

  private OipMessage aboutServer(String path) {
    ObjectNode answer = OipMessage.JSON.createObjectNode();
    switch (path) {
      case "/v2/health/live" -> answer.put("live", true);
      case "/v2/health/ready" -> answer.put("ready", true);
      case "/v2" ->
          answer
              .put("name", "kinolake")
              .put("version", "2")
              .putArray("extensions")
              .add("binary_tensor_data");
      default -> throw new Refusal(404, "There is nothing at %s.".formatted(path));
    }
    return json(answer);
  }

  private static ObjectNode metadata(String name, TensorModel model) {
    ObjectNode answer = OipMessage.JSON.createObjectNode();
    answer.put("name", name).put("platform", "kinolake_tensorflow").putArray("versions").add("1");
    Map.of("inputs", model.inputs(), "outputs", model.outputs())
        .forEach(
            (field, specs) -> {
              var list = answer.putArray(field);
              specs.forEach(
                  spec -> {
                    ObjectNode node = list.addObject();
                    node.put("name", spec.name()).put("datatype", Datatypes.name(spec.dtype()));
                    spec.dims().forEach(node.putArray("shape")::add);
                  });
            });
    return answer;
  }

  private OipMessage infer(String name, TensorModel model, HttpExchange exchange)
      throws IOException {
    if (!turns.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw new Refusal(
          503, "%d requests are being worked on; try again.".formatted(limits.concurrency()));
    }
    try {
      return new Inference(name, model).answer(body(exchange));
    } finally {
      turns.release();
    }
  }

  private OipMessage body(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst(OipMessage.LENGTH);
    if (length != null && !length.matches("\\d{1,9}")) {
      throw new MalformedMessage(OipMessage.LENGTH + " is '" + length + "'");
    }
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(limits.bodyBytes());
    if (in.read() >= 0) {
      throw new Refusal(413, "A body has at most %d bytes.".formatted(limits.bodyBytes()));
    }
    return new OipMessage(
        body, length == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(length)));
  }

  private static OipMessage error(String message) {
    return json(OipMessage.JSON.createObjectNode().put("error", message));
  }

  private static OipMessage json(JsonNode node) {
    return new OipMessage(node.toString().getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
  }

  private static void send(HttpExchange exchange, int status, OipMessage answer)
      throws IOException {
    boolean binary = answer.headerLength().isPresent();
    exchange.getResponseHeaders().set("Content-Type", binary ? BINARY : JSON);
    if (binary) {
      exchange
          .getResponseHeaders()
          .set(OipMessage.LENGTH, String.valueOf(answer.headerLength().getAsInt()));
    }
    exchange.sendResponseHeaders(status, answer.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer.body());
    }
  }

  /** One request for inference. */
  private record Inference(String name, TensorModel model) {

    OipMessage answer(OipMessage request) {
      JsonNode header = request.header();
      Map<String, HostTensor> inputs = request.tensors(header, "inputs");
      requireInputs(inputs);
      boolean binary = header.path("parameters").path("binary_data_output").asBoolean();
      List<String> wanted = new ArrayList<>();
      for (JsonNode output : header.path("outputs")) {
        wanted.add(output.path("name").asText());
        binary |= output.path("parameters").path("binary_data").asBoolean();
      }
      List<String> known = model.outputs().stream().map(spec -> spec.name()).toList();
      if (!known.containsAll(wanted)) {
        throw new MalformedMessage("outputs %s are asked for of %s".formatted(wanted, known));
      }
      ObjectNode answer = OipMessage.JSON.createObjectNode();
      answer.put("model_name", name).put("model_version", "1");
      if (header.hasNonNull("id")) {
        answer.set("id", header.get("id"));
      }
      return OipMessage.of(
          answer, "outputs", model.run(inputs, wanted.isEmpty() ? known : wanted), binary);
    }

    private void requireInputs(Map<String, HostTensor> inputs) {
      boolean fit =
          inputs.size() == model.inputs().size()
              && model.inputs().stream()
                  .allMatch(
                      spec ->
                          Optional.ofNullable(inputs.get(spec.name()))
                              .filter(spec::takes)
                              .isPresent());
      if (!fit) {
        throw new MalformedMessage(
            "inputs %s are given; '%s' takes %s".formatted(inputs, name, model.inputs()));
      }
    }
  }
}
