package io.kinolake.models.process;

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

/** Passes on what a process prints, line by line, and keeps the end of it. Thread-safe. */
public final class PassedOutput {
  private static final int KEPT = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String prefix;
  private final List<Thread> readers = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();

  private PassedOutput(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Begins to read.
   *
   * @param prefix put before each line that is passed on
   * @param out takes what the process prints; flushed after each line
   * @param err takes its errors
   */
  public static PassedOutput of(
      GuardedProcess process, String prefix, PrintStream out, PrintStream err) {
    PassedOutput output = new PassedOutput(prefix);
    output.pass(process.output(), out);
    output.pass(process.errors(), err);
    return output;
  }

  /** The last lines so far, without prefix. */
  public synchronized List<String> lastLines() {
    return List.copyOf(last);
  }

  /** Waits until everything is passed on; not long, since a stranger may hold a stream open. */
  public void await() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread reader : readers) {
        // to join, 0 means forever
        reader.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(InputStream from, PrintStream to) {
    Thread reader = new Thread(() -> read(from, to), "output of a process");
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  private void read(InputStream from, PrintStream to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        keep(line);
        to.println(prefix + line);
        to.flush();
        line = lines.readLine();
      }
    } catch (IOException e) {
      keep("(its output cannot be read: " + e.getMessage() + ")");
    }
  }

  private synchronized void keep(String line) {
    last.add(line);
    if (last.size() > KEPT) {
      last.remove();
    }
  }
}
