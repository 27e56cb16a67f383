package io.kinolake.models.process;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A server of this machine that is started when it is first asked for, watched, started again when
 * it has died or is said to hang, and ended with this process. Thread-safe: whoever asks while it
 * starts waits.
 */
public final class SupervisedServer implements Endpoint, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SupervisedServer.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration PROBE_DEADLINE = Duration.ofSeconds(5);
  private static final int LOG_END = 2000;

  private final ServerCommand command;
  private final Map<String, String> environment;
  private final int devices;
  private final Path log;
  private final Pause pause;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PROBE_DEADLINE)
          .build();

  private GuardedProcess process; // null while there is none
  private URI address; // of the process
  private boolean everReady;
  private boolean closed;

  /**
   * Describes a server; nothing is started yet.
   *
   * @param environment tells it which devices it may use
   * @param devices how many those are
   * @param log file that keeps what it prints; its folder is made
   */
  public SupervisedServer(
      ServerCommand command, Map<String, String> environment, int devices, Path log) {
    this(command, environment, devices, log, Pause.SLEEP);
  }

  SupervisedServer(
      ServerCommand command, Map<String, String> environment, int devices, Path log, Pause pause) {
    this.command = command;
    this.environment = Map.copyOf(environment);
    this.devices = devices;
    this.log = log;
    this.pause = pause;
  }

  /**
   * Where the server listens, once it is ready: starts it if it does not run.
   *
   * @throws KinolakeException BAD_CONFIG if it has never been ready and cannot be started;
   *     SERVER_ERROR if it was ready before
   */
  @Override
  public synchronized URI address() {
    if (closed) {
      throw new KinolakeException(
          FailureCode.INTERNAL, "The server is closed; it cannot be started again.");
    }
    if (process != null && process.isAlive()) {
      return address;
    }
    String reason = process == null ? "" : ended();
    if (process != null) {
      process.close(); // what guards it ends, too
    }
    for (int attempt = 1; attempt <= command.starts(); attempt++) {
      if (!reason.isEmpty()) {
        LOG.log(System.Logger.Level.WARNING, "Server {0} is started again: {1}", name(), reason);
      }
      if (attempt > 1) {
        pause.waitFor(command.firstWait().multipliedBy(1L << (attempt - 2)));
      }
      reason = start();
      if (reason.isEmpty()) {
        everReady = true;
        return address;
      }
    }
    throw new KinolakeException(
        everReady ? FailureCode.SERVER_ERROR : FailureCode.BAD_CONFIG,
        "Server %s did not become ready in %d starts: %s. It last printed '%s' (log: %s). Correct its command, or raise its start-deadline."
            .formatted(name(), command.starts(), reason, endOfLog(), log));
  }

  /** Ends the server, if it still is at this address; the next to ask starts it. */
  @Override
  public synchronized boolean unanswered(URI where) {
    if (process != null && where.equals(address)) {
      process.close();
    }
    return !closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (process != null) {
      process.close();
      process = null;
    }
  }

  /** Starts the server and waits until it is ready; why it is not, or nothing. */
  private String start() {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      int port = freePort();
      process = GuardedProcess.start(command.at(port, devices), environment, log);
      address = URI.create("http://127.0.0.1:" + port);
    } catch (IOException e) {
      return "it cannot be started: " + e.getMessage();
    }
    long started = System.nanoTime();
    while (!process.waitFor(LOOK_AGAIN)) {
      if (isReady()) {
        return "";
      }
      if (Thread.currentThread().isInterrupted()
          || System.nanoTime() - started > command.startDeadline().toNanos()) {
        process.close();
        return "it was not ready within " + command.startDeadline();
      }
    }
    return ended();
  }

  private String ended() {
    return process.isAlive() ? "it does not answer" : "it ended with " + process.exitCode();
  }

  private boolean isReady() {
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create(address + command.health()))
            .timeout(PROBE_DEADLINE)
            .build();
    try {
      return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it does not listen yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Another may take it meanwhile; then the start fails and the next takes another. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String name() {
    return "'" + command.command().get(0) + "'";
  }

  private String endOfLog() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = Math.min(LOG_END, file.length());
      byte[] end = new byte[(int) length];
      file.seek(file.length() - length);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    } catch (IOException e) {
      return "nothing";
    }
  }
}
