package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.BatchSource;
import io.kinolake.training.data.SamplerState;
import io.kinolake.training.data.StepBatch;
import io.kinolake.training.data.StepBatch.Loaded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The steps of a rank, each made ready by a thread of its own while the one before it is computed.
 * For one thread. Owns that thread and the source until it is closed.
 */
public final class PreparedSteps implements AutoCloseable {
  private final BatchSource source;
  private final MicroBatches maker;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "prepare-steps");
            made.setDaemon(true);
            return made;
          });
  private long epoch;
  private Future<Step> next;

  /**
   * Starts to prepare the first step.
   *
   * @param start the state that the source begins at
   */
  public PreparedSteps(BatchSource source, MicroBatches maker, SamplerState start) {
    this.source = source;
    this.maker = maker;
    this.epoch = start.epoch();
    this.next = thread.submit(this::prepare);
  }

  /**
   * One rank's part of one step.
   *
   * @param bucket what all samples are of
   * @param epoch whole passes that were behind when it began
   * @param globalSize samples of all ranks
   * @param microBatches this rank's; none where its share is empty
   * @param after the sampler's state once the step is made
   * @param waited how long the caller waited for it
   */
  public record Step(
      String bucket,
      long epoch,
      int globalSize,
      List<MicroBatch> microBatches,
      SamplerState after,
      Duration waited) {}

  /**
   * What is computed at once.
   *
   * @param clips ids of the samples' clips
   * @param latents shape of a sample's latents as the model takes them
   * @param inputs the tape's inputs
   */
  public record MicroBatch(List<String> clips, Shape latents, Map<String, HostTensor> inputs) {}

  /**
   * The next step.
   *
   * @throws KinolakeException if a sample cannot be read; there is never another in its place
   */
  public Step next() {
    long begin = System.nanoTime();
    Step step = await();
    next = thread.submit(this::prepare);
    return new Step(
        step.bucket(),
        step.epoch(),
        step.globalSize(),
        step.microBatches(),
        step.after(),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  private Step prepare() {
    StepBatch batch = source.next();
    long now = epoch;
    epoch = batch.after().epoch();
    List<MicroBatch> prepared = new ArrayList<>();
    for (List<Loaded> samples : batch.microBatches()) {
      prepared.add(
          new MicroBatch(
              samples.stream().map(sample -> sample.sample().clip().value()).toList(),
              maker.latents(samples.get(0)),
              maker.of(samples, now)));
    }
    return new Step(
        batch.bucket(), now, batch.globalSize(), prepared, batch.after(), batch.waited());
  }

  private Step await() {
    try {
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a step", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KinolakeException known) {
        throw known;
      }
      throw new IllegalStateException("A step could not be prepared", e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    source.close();
  }
}
