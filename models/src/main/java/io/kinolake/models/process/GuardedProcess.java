package io.kinolake.models.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends with this one, however this one ends. A shell stands between: it reads a pipe
 * that this process holds open, and kills the group of the command when the pipe ends, which it
 * does even if this process is killed. Needs a POSIX shell; with {@code setsid} (on every Linux)
 * the command's own children are killed as well.
 */
public final class GuardedProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** File 3 is the pipe; the command must not inherit it, or it would keep itself alive. */
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      if command -v setsid >/dev/null; then setsid "$@" 3<&- & group=-; else "$@" 3<&- & group=; fi
      child=$!
      ( cat <&3 >/dev/null; kill -s TERM -- "$group$child"; sleep 5; kill -s KILL -- "$group$child" ) \
        >/dev/null 2>&1 &
      guard=$!
      exec 3<&-
      wait $child
      code=$?
      kill $guard 2>/dev/null
      exit $code
      """;

  private final Process shell;

  private GuardedProcess(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts a command.
   *
   * @param environment variables beside those of this process
   * @param log takes what it prints, behind what stands there
   */
  static GuardedProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    File file = log.toFile();
    return new GuardedProcess(
        guarded(command, environment)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
            .start());
  }

  /**
   * Starts a command whose output is read here; it waits when nobody reads.
   *
   * @param environment variables beside those of this process
   */
  public static GuardedProcess piped(List<String> command, Map<String, String> environment)
      throws IOException {
    return new GuardedProcess(guarded(command, environment).start());
  }

  /**
   * Starts a command that prints where this process prints.
   *
   * @param environment variables beside those of this process
   */
  public static GuardedProcess printing(List<String> command, Map<String, String> environment)
      throws IOException {
    return new GuardedProcess(
        guarded(command, environment)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private static ProcessBuilder guarded(List<String> command, Map<String, String> environment) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder;
  }

  /** What a piped command prints. */
  public InputStream output() {
    return shell.getInputStream();
  }

  /** What a piped command prints as errors. */
  public InputStream errors() {
    return shell.getErrorStream();
  }

  /** Done once the command has ended. */
  public CompletableFuture<Void> onExit() {
    return shell.onExit().thenAccept(ended -> {});
  }

  public boolean isAlive() {
    return shell.isAlive();
  }

  /** Waits so long for its end; whether it has ended. */
  boolean waitFor(Duration time) {
    try {
      return shell.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The exit code of a process that has ended; 128 and a signal's number if that killed it. */
  public int exitCode() {
    return shell.exitValue();
  }

  /** Begins to end the command and what it started: asks first, then kills. */
  public void release() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      shell.destroy(); // the pipe is gone, and with it what it guards
    }
  }

  /** Ends the command and what it started, and waits for it. */
  @Override
  public void close() {
    release();
    if (!waitFor(PATIENCE)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }
}
