package io.kinolake.training.parallel;

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

/** Passes on what a rank prints, and keeps the end of it. Thread-safe. */
final class RankOutput {
  private static final int KEPT = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final int rank;
  private final List<Thread> readers = new ArrayList<>();
  private final Deque<String> last = new ArrayDeque<>();

  RankOutput(int rank) {
    this.rank = rank;
  }

  /** Passes on a stream, line by line, until it ends. */
  void pass(InputStream from, String prefix, PrintStream to) {
    Thread reader = new Thread(() -> read(from, prefix, to), "output of rank " + rank);
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  synchronized List<String> lastLines() {
    return List.copyOf(last);
  }

  /** Waits until everything is passed on; not long, since a stranger may hold a stream open. */
  void await() {
    Deadline deadline = Deadline.in(PATIENCE);
    try {
      for (Thread reader : readers) {
        reader.join(deadline.leftMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream from, String prefix, PrintStream to) {
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
