package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NetworkOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on the elements of large vectors, shared by a few threads: each takes pieces that fit its
 * cache. Used by one thread at a time; owns the threads until it is closed.
 */
public final class ElementWork implements AutoCloseable {
  /** Elements that are worked on at once. */
  public static final int PIECE = 1 << 12;

  private static final int TASK = 1 << 20;

  private final ExecutorService threads;

  /**
   * Starts the threads.
   *
   * @param threads how many share the work; at least 1
   */
  public ElementWork(int threads) {
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "elements");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** As many threads as networks get; of all cores where the options leave it open. */
  public static ElementWork of(NetworkOptions options) {
    return new ElementWork(
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors());
  }

  /**
   * Works on the elements from {@code from} up to {@code to}, and gives a number to be added up.
   */
  @FunctionalInterface
  public interface Range {
    double run(int from, int to);
  }

  /** Work on a vector of {@code length} elements. */
  public record Share(int length, Range work) {}

  /**
   * Does all work.
   *
   * @return the sum of what the ranges give, added in one order always
   */
  public double run(List<Share> shares) {
    List<Callable<Double>> tasks = new ArrayList<>();
    for (Share share : shares) {
      for (int from = 0; from < share.length(); from += TASK) {
        int start = from;
        int end = Math.min(share.length(), from + TASK);
        tasks.add(() -> share.work().run(start, end));
      }
    }
    try {
      double sum = 0;
      for (Future<Double> done : threads.invokeAll(tasks)) {
        sum += done.get();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while parameters were worked on", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Work on parameters failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
