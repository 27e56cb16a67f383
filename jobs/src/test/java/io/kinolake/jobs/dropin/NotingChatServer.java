package io.kinolake.jobs.dropin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A main class with vLLM's flags that answers chats and takes notes. Arguments: {@code --port P
 * --tensor-parallel-size N FOLDER}.
 */
final class NotingChatServer {
  private static final String ASKED = "asked";

  private NotingChatServer() {}

  /**
   * What one process noted.
   *
   * @param started the devices that it sees and its tensor-parallel size
   * @param asked requests that it got
   */
  record Notes(long process, String started, long asked) {}

  public static void main(String[] arguments) throws IOException {
    Path notes = Path.of(arguments[4]).resolve("server-" + ProcessHandle.current().pid());
    Files.writeString(
        notes,
        "cuda %s, ascend %s, %s %s%n"
            .formatted(
                System.getenv("CUDA_VISIBLE_DEVICES"),
                System.getenv("ASCEND_RT_VISIBLE_DEVICES"),
                arguments[2],
                arguments[3]));
    int port = Integer.parseInt(arguments[1]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/health", exchange -> answer(exchange, ""));
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          Files.writeString(notes, ASKED + "\n", StandardOpenOption.APPEND);
          answer(exchange, "{\"choices\":[{\"message\":{\"content\":\"A square counts.\"}}]}");
        });
    server.start();
  }

  /** The notes of all processes in a folder. */
  static List<Notes> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("server-"))
          .map(NotingChatServer::read)
          .toList();
    }
  }

  private static Notes read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      long process = Long.parseLong(file.getFileName().toString().split("-", 2)[1]);
      return new Notes(process, lines.get(0), lines.stream().filter(ASKED::equals).count());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
