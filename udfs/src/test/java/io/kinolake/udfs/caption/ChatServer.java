package io.kinolake.udfs.caption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A chat server on this machine that behaves as it is told, request by request. */
final class ChatServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What it does with one request. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Behaviour> script = new ArrayDeque<>();
  private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private Behaviour usual = says("A dog runs along a beach.");

  ChatServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** Behaves so for the next requests, then as usual. */
  ChatServer then(Behaviour... next) {
    synchronized (script) {
      script.addAll(List.of(next));
    }
    return this;
  }

  ChatServer always(Behaviour behaviour) {
    usual = behaviour;
    return this;
  }

  List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  static Behaviour says(String text) {
    return says(text, "stop");
  }

  static Behaviour says(String text, String finish) {
    String body =
        JSON.createObjectNode()
            .put("model", "model-7b-0913")
            .set(
                "choices",
                JSON.createArrayNode()
                    .add(
                        JSON.createObjectNode()
                            .put("finish_reason", finish)
                            .set(
                                "message",
                                JSON.createObjectNode()
                                    .put("role", "assistant")
                                    .put("content", text))))
            .toString();
    String counted =
        body.substring(0, body.length() - 1)
            + ",\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":12}}";
    return status(200, counted);
  }

  static Behaviour status(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Takes the request and never answers. */
  Behaviour hangs() {
    return exchange -> awaitClose();
  }

  /** Sends half an answer and no more. */
  Behaviour stalls() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      OutputStream body = exchange.getResponseBody();
      body.write("{\"choices\":".getBytes(StandardCharsets.UTF_8));
      body.flush();
      awaitClose();
    };
  }

  /** Sends half an answer and hangs up. */
  static Behaviour diesMidAnswer() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      OutputStream body = exchange.getResponseBody();
      body.write("{\"choices\":".getBytes(StandardCharsets.UTF_8));
      body.flush();
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Behaviour behaviour;
    synchronized (script) {
      requests.add(JSON.readTree(exchange.getRequestBody()));
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Behaviour next = script.poll();
      behaviour = next == null ? usual : next;
    }
    try {
      behaviour.answer(exchange);
    } finally {
      exchange.close();
    }
  }

  private void awaitClose() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
