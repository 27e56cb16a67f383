package io.kinolake.training.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.process.Pause;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.Sampler;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.optimizer.WeightUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes checkpoints beside the work: what is stored is copied, and a thread of its own brings the
 * copy to disk. Each rank writes the optimizer's state that it owns; the leader writes all else,
 * waits for the others' files in the common folder, and gives the checkpoint its name. Used by one
 * thread.
 */
public final class CheckpointWriter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final CheckpointFolder folder;
  private final Common common;
  private final Policy policy;
  private final Place place;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "write-checkpoint");
            made.setDaemon(true);
            return made;
          });
  private Future<?> pending;

  /**
   * What all checkpoints of a training have in common.
   *
   * @param sizes of the model, for {@code config.json}
   * @param settings of the training, for people
   */
  public record Common(ObjectNode sizes, String settings, TrainingData data, Sampler sampler) {}

  /**
   * Which checkpoints stay.
   *
   * @param keep how many of the newest
   * @param keepEvery multiples of so many steps, too; 0 for none
   * @param deadline how long the leader waits for the other ranks' files
   */
  public record Policy(int keep, int keepEvery, Duration deadline) {}

  /**
   * Who writes.
   *
   * @param rank from 0; that one leads
   * @param ranks how many there are
   */
  public record Place(int rank, int ranks) {}

  public CheckpointWriter(CheckpointFolder folder, Common common, Policy policy, Place place) {
    this.folder = folder;
    this.common = common;
    this.policy = policy;
    this.place = place;
  }

  /**
   * Copies the state, and starts to write it. A checkpoint that is still being written is waited
   * for.
   *
   * @throws KinolakeException WRITE_FAILED, also for the checkpoint before this one
   */
  public void write(TrainingState state, Map<String, NativeTensor> weights, WeightUpdate update) {
    await();
    Map<String, HostTensor> part = OptimizerPart.copy(update);
    Map<String, HostTensor> model = new TreeMap<>();
    if (place.rank() == 0) {
      weights.forEach((name, tensor) -> model.put(name, tensor.host()));
    }
    pending = thread.submit(() -> store(state, model, part));
  }

  /** Waits until what was begun is written. */
  public void await() {
    if (pending == null) {
      return;
    }
    try {
      pending.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a checkpoint was written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KinolakeException known) {
        throw known;
      }
      throw new IllegalStateException("A checkpoint could not be written", e.getCause());
    } finally {
      pending = null;
    }
  }

  private void store(
      TrainingState state, Map<String, HostTensor> model, Map<String, HostTensor> part) {
    Path unfinished = folder.unfinished(state.step());
    Path optimizer = unfinished.resolve(CheckpointFolder.OPTIMIZER);
    try {
      Files.createDirectories(optimizer);
      OptimizerPart.write(part, file(optimizer, place.rank()));
      if (place.rank() == 0) {
        lead(state, model, unfinished);
      }
    } catch (IOException e) {
      throw CheckpointFolder.failed(unfinished, e);
    }
  }

  private void lead(TrainingState state, Map<String, HostTensor> model, Path unfinished)
      throws IOException {
    OptimizerPart.write(model, unfinished.resolve(CheckpointFolder.MODEL));
    writeConfig(unfinished);
    SampleLineage.write(
        common.data(),
        common.sampler(),
        state.sampler(),
        unfinished.resolve(CheckpointFolder.SAMPLES));
    Files.writeString(unfinished.resolve("settings.txt"), common.settings());
    List<Path> parts = awaitParts(unfinished.resolve(CheckpointFolder.OPTIMIZER));
    AverageFile.write(model, parts, unfinished.resolve(CheckpointFolder.AVERAGE))
        .ifPresent(this::writeConfig);
    state.write(unfinished.resolve(CheckpointFolder.STATE));
    folder.move(unfinished, folder.of(state.step()));
    folder.prune(policy.keep(), policy.keepEvery());
  }

  private void writeConfig(Path at) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.set("model", common.sizes());
    Path file = at.resolve("config.json");
    try {
      Files.writeString(file, config.toPrettyString() + "\n");
    } catch (IOException e) {
      throw CheckpointFolder.failed(file, e);
    }
  }

  /** The parts of all ranks; each appears under its name when it is whole. */
  private List<Path> awaitParts(Path optimizer) {
    long end = System.nanoTime() + policy.deadline().toNanos();
    List<Path> parts = new ArrayList<>();
    for (int rank = 0; rank < place.ranks(); rank++) {
      Path part = file(optimizer, rank);
      while (!Files.exists(part)) {
        if (System.nanoTime() > end) {
          throw new KinolakeException(
              FailureCode.WRITE_FAILED,
              "Rank %d has not written '%s' within %s. All hosts must see the same folder; look at that rank's log."
                  .formatted(rank, part, policy.deadline()));
        }
        Pause.SLEEP.waitFor(POLL);
      }
      parts.add(part);
    }
    return parts;
  }

  static Path file(Path optimizer, int rank) {
    return optimizer.resolve("rank_%03d.safetensors".formatted(rank));
  }

  /** Ends the thread; a checkpoint that is being written is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
