package io.kinolake.training.data;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.StepBatch.Loaded;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands out one rank's part of each step, read from disk ahead of time by threads of its own. For
 * one thread; owns its threads, not the shards.
 */
public final class BatchSource implements AutoCloseable {
  private final Sampler sampler;
  private final ShardMap shards;
  private final int globalBatch;
  private final RankShare share;
  private final int stepsAhead;
  private final ExecutorService readers;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private SamplerState next;

  /**
   * How far and how fast to read ahead.
   *
   * @param steps steps that are read before they are asked for, at least 1
   * @param threads threads that read, at least 1
   */
  public record Prefetch(int steps, int threads) {
    /** Two steps ahead by two threads: one step computes while the next is read. */
    public static final Prefetch DEFAULT = new Prefetch(2, 2);

    /**
     * @throws KinolakeException BAD_CONFIG for a number below 1
     */
    public Prefetch {
      if (steps < 1 || threads < 1) {
        throw new KinolakeException(
            FailureCode.BAD_CONFIG,
            "Reading ahead takes at least one step and one thread, not %d and %d."
                .formatted(steps, threads));
      }
    }
  }

  private record Pending(GlobalBatch batch, List<List<Future<Loaded>>> microBatches) {}

  /**
   * Starts to read.
   *
   * @param start the state to go on from
   * @param globalBatch samples of a full step over all ranks
   */
  public BatchSource(
      Sampler sampler,
      ShardMap shards,
      SamplerState start,
      int globalBatch,
      RankShare share,
      Prefetch prefetch) {
    this.sampler = sampler;
    this.shards = shards;
    this.globalBatch = globalBatch;
    this.share = share;
    this.stepsAhead = prefetch.steps();
    this.next = start;
    sampler.remaining(start, globalBatch); // refuses a wrong state before threads start
    AtomicInteger number = new AtomicInteger();
    this.readers =
        Executors.newFixedThreadPool(
            prefetch.threads(),
            task -> {
              Thread thread = new Thread(task, "read-samples-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    readAhead();
  }

  /**
   * The next step; there always is one, since an epoch follows the other.
   *
   * @throws KinolakeException if a sample cannot be read, as {@link ShardMap#read}; asking again
   *     gives the same error, never another sample
   */
  public StepBatch next() {
    if (readers.isShutdown()) {
      throw new IllegalStateException("The source of batches was closed");
    }
    long begin = System.nanoTime();
    Pending step = pending.element();
    List<List<Loaded>> microBatches = new ArrayList<>();
    for (List<Future<Loaded>> microBatch : step.microBatches()) {
      List<Loaded> loaded = new ArrayList<>(microBatch.size());
      for (Future<Loaded> sample : microBatch) {
        loaded.add(await(sample));
      }
      microBatches.add(loaded);
    }
    pending.remove();
    Duration waited = Duration.ofNanos(System.nanoTime() - begin);
    readAhead();
    return new StepBatch(
        step.batch().bucket(),
        step.batch().samples().size(),
        microBatches,
        step.batch().after(),
        waited);
  }

  private void readAhead() {
    while (pending.size() < stepsAhead) {
      GlobalBatch batch = sampler.next(next, globalBatch);
      List<List<Future<Loaded>>> microBatches = new ArrayList<>();
      for (List<TrainingSample> microBatch : share.of(batch.samples())) {
        microBatches.add(microBatch.stream().map(this::submit).toList());
      }
      pending.add(new Pending(batch, microBatches));
      next = batch.after();
    }
  }

  private Future<Loaded> submit(TrainingSample sample) {
    return readers.submit(() -> new Loaded(sample, shards.read(sample)));
  }

  private static Loaded await(Future<Loaded> sample) {
    try {
      return sample.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a sample", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KinolakeException known) {
        throw known;
      }
      throw new IllegalStateException("A sample could not be read: " + e.getCause(), e.getCause());
    }
  }

  /** Ends the threads. Batches that were handed out stay valid. */
  @Override
  public void close() {
    readers.shutdownNow();
    boolean interrupted = false;
    while (!readers.isTerminated()) {
      try {
        readers.awaitTermination(1, TimeUnit.MINUTES); // the sample in hand is read to its end
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
