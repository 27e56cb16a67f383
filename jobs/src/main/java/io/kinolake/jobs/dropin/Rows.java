package io.kinolake.jobs.dropin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Handles the rows of a table in parallel, keeping their order. */
final class Rows {
  private Rows() {}

  static <T> List<T> map(int rows, WorkerOptions workers, IntFunction<T> work) {
    ExecutorService pool = Executors.newFixedThreadPool(workers.threads());
    try {
      var futures = new ArrayList<Future<T>>();
      for (int i = 0; i < rows; i++) {
        int row = i;
        futures.add(pool.submit(() -> work.apply(row)));
      }
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(result(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while handling rows", e);
    }
  }
}
