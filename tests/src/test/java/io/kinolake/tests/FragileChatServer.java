package io.kinolake.tests;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A main class that answers chats, once it has been through some trouble: the first process hangs
 * over what it is asked, until it is killed, and the second ends before it is ready. Arguments:
 * port, number of devices, a folder for its notes.
 */
final class FragileChatServer {
  /** A line for each process: its id, the devices that it sees, and how many it was told of. */
  private static final String STARTS = "starts";

  private static final String ASKED = "asked";

  private FragileChatServer() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[2]);
    String device = System.getenv("ASCEND_RT_VISIBLE_DEVICES");
    Files.writeString(
        folder.resolve(STARTS),
        "%d sees %s, %s of them%n".formatted(ProcessHandle.current().pid(), device, arguments[1]),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    int start = starts(folder).size();
    if (start == 2) {
      System.exit(3);
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/health", exchange -> answer(exchange, ""));
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (start == 1) {
            Files.write(folder.resolve(ASKED), new byte[0]);
            hang();
          }
          answer(
              exchange,
              "{\"choices\":[{\"message\":{\"content\":\"A square counts on device %s.\"}}]}"
                  .formatted(device));
        });
    server.start();
  }

  /** What the processes noted when they were started, in order. */
  static List<String> starts(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve(STARTS));
  }

  /** Whether the first process has been asked. */
  static boolean isAsked(Path folder) {
    return Files.exists(folder.resolve(ASKED));
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
