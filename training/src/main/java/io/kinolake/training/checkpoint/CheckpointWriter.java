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
import io.kinolake.training.model.ModelPart;
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
 * copy to disk. Each rank writes the optimizer's state that it owns, and the first tensor-parallel
 * ones their shards of the weights. The leader waits for these files in the common folder, makes
 * whole weights of the shards, tensor by tensor, writes all else, and gives the checkpoint its
 * name. What all ranks hold whole is compared first, so that no checkpoint depends on which of them
 * wrote it. Used by one thread.
 */
public final class CheckpointWriter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final CheckpointFolder folder;
  private final Common common;
  private final Policy policy;
  private final Place place;
  private final Agreement agreement;
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
   * @param model what this rank holds
   * @param settings of the training, for people
   */
  public record Common(ModelPart model, String settings, TrainingData data, Sampler sampler) {}

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

  public CheckpointWriter(
      CheckpointFolder folder, Common common, Policy policy, Place place, Agreement agreement) {
    this.folder = folder;
    this.common = common;
    this.policy = policy;
    this.place = place;
    this.agreement = agreement;
  }

  /**
   * Copies the state, and starts to write it. A checkpoint that is still being written is waited
   * for.
   *
   * @throws KinolakeException WRITE_FAILED, also for the checkpoint before this one; RANKS_DIFFER
   *     if ranks hold different values of a parameter, when that one is whole and this one not
   *     begun
   */
  public void write(TrainingState state, Map<String, NativeTensor> weights, WeightUpdate update) {
    await();
    agreement.require(state.step(), copies(weights));
    Map<String, HostTensor> part = OptimizerPart.copy(update, common.model());
    Map<String, HostTensor> shard = new TreeMap<>();
    if (hasShard(place.rank())) {
      weights.forEach((name, tensor) -> shard.put(name, tensor.host()));
    }
    pending = thread.submit(() -> store(state, shard, part));
  }

  /** What every rank holds whole. */
  private Map<String, NativeTensor> copies(Map<String, NativeTensor> weights) {
    Map<String, NativeTensor> copies = new TreeMap<>(weights);
    copies.keySet().retainAll(common.model().names(how -> !how.isShard()));
    return copies;
  }

  /** Tensor-parallel ranks stand next to each other, so that the first ones hold all shards. */
  private boolean hasShard(int rank) {
    return rank < common.model().ranks();
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
      TrainingState state, Map<String, HostTensor> shard, Map<String, HostTensor> part) {
    Path unfinished = folder.unfinished(state.step());
    Path optimizer = unfinished.resolve(CheckpointFolder.OPTIMIZER);
    Path shards = unfinished.resolve(CheckpointFolder.SHARDS);
    try {
      Files.createDirectories(optimizer);
      if (hasShard(place.rank())) {
        Files.createDirectories(shards);
        OptimizerPart.write(shard, file(shards, place.rank()));
      }
      OptimizerPart.write(part, file(optimizer, place.rank()));
      if (place.rank() == 0) {
        lead(state, unfinished);
      }
    } catch (IOException e) {
      throw CheckpointFolder.failed(unfinished, e);
    }
  }

  private void lead(TrainingState state, Path unfinished) throws IOException {
    Path shards = unfinished.resolve(CheckpointFolder.SHARDS);
    Path model = unfinished.resolve(CheckpointFolder.MODEL);
    WholeWeights.join(awaitFiles(shards, common.model().ranks()), common.model(), model);
    folder.remove(shards);
    writeConfig(unfinished);
    SampleLineage.write(
        common.data(),
        common.sampler(),
        state.sampler(),
        unfinished.resolve(CheckpointFolder.SAMPLES));
    Files.writeString(unfinished.resolve("settings.txt"), common.settings());
    List<Path> parts = awaitFiles(unfinished.resolve(CheckpointFolder.OPTIMIZER), place.ranks());
    WholeWeights.average(model, parts, unfinished.resolve(CheckpointFolder.AVERAGE))
        .ifPresent(this::writeConfig);
    state.write(unfinished.resolve(CheckpointFolder.STATE));
    folder.move(unfinished, folder.of(state.step()));
    folder.prune(policy.keep(), policy.keepEvery());
  }

  private void writeConfig(Path at) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.set("model", common.model().model().sizes());
    Path file = at.resolve("config.json");
    try {
      Files.writeString(file, config.toPrettyString() + "\n");
    } catch (IOException e) {
      throw CheckpointFolder.failed(file, e);
    }
  }

  /** The files of the first ranks; each appears under its name when it is whole. */
  private List<Path> awaitFiles(Path files, int ranks) {
    long end = System.nanoTime() + policy.deadline().toNanos();
    List<Path> parts = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      Path part = file(files, rank);
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

  static Path file(Path files, int rank) {
    return files.resolve("rank_%03d.safetensors".formatted(rank));
  }

  /** Ends the thread; a checkpoint that is being written is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
