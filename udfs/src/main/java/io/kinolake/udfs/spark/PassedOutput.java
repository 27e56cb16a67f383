package io.kinolake.udfs.spark;

import io.kinolake.models.process.GuardedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Passes on what a process prints to this one's output and errors, which Spark keeps for each
 * executor, and keeps the end of it. Thread-safe.
 */
final class PassedOutput {
  private static final int KEPT = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<Thread> readers = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();

  private PassedOutput() {}

  /** Begins to read; lines of tasks other than the first have its number before them. */
  static PassedOutput of(GuardedProcess process, int task) {
    String prefix = task == 0 ? "" : "[task %d] ".formatted(task);
    PassedOutput output = new PassedOutput();
    output.pass(process.output(), prefix, System.out);
    output.pass(process.errors(), prefix, System.err);
    return output;
  }

  /** The last lines so far. */
  List<String> lastLines() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  /** Waits until everything is passed on; not long, since a stranger may hold a stream open. */
  void await() {
    try {
      for (Thread reader : readers) {
        reader.join(PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(InputStream from, String prefix, PrintStream to) {
    Thread reader = new Thread(() -> read(from, prefix, to), "output of a process");
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  private void read(InputStream from, String prefix, PrintStream to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        keep(line);
        to.println(prefix + line);
        line = lines.readLine();
      }
    } catch (IOException e) {
      keep("(its output cannot be read: " + e.getMessage() + ")");
    }
  }

  private void keep(String line) {
    synchronized (last) {
      last.add(line);
      if (last.size() > KEPT) {
        last.remove();
      }
    }
  }
}
