package io.kinolake.models.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends with this one, however this one ends. A shell stands between: it reads a pipe
 * that this process holds open, and kills the group of the command when the pipe ends, which it
 * does even if this process is killed. Needs a POSIX shell; with {@code setsid} (on every Linux)
 * the command's own children are killed as well.
 */
final class GuardedProcess implements AutoCloseable {
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
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
    line.addAll(command);
    File file = log.toFile();
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
    builder.environment().putAll(environment);
    return new GuardedProcess(builder.start());
  }

  boolean isAlive() {
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

  /** The exit code of a process that has ended. */
  int exitCode() {
    return shell.exitValue();
  }

  /** Ends the command and what it started: asks first, then kills. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      shell.destroy(); // the pipe is gone, and with it what it guards
    }
    if (!waitFor(PATIENCE)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }
}
