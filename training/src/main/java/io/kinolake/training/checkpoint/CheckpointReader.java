package io.kinolake.training.checkpoint;

import io.kinolake.training.model.ModelPart;
import io.kinolake.training.optimizer.WeightUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Restores a training from a checkpoint. */
public final class CheckpointReader {
  private CheckpointReader() {}

  /**
   * Fills the optimizer's state and the average with those of a checkpoint, by however many ranks
   * it was written, and however they shared the model.
   *
   * @param model what this rank holds
   * @throws io.kinolake.schemas.failure.KinolakeException CORRUPT, NOT_FOUND
   */
  public static void restore(
      Path checkpoint, TrainingState state, ModelPart model, WeightUpdate update) {
    Path optimizer = checkpoint.resolve(CheckpointFolder.OPTIMIZER);
    List<Path> parts =
        IntStream.range(0, state.ranks())
            .mapToObj(rank -> CheckpointWriter.file(optimizer, rank))
            .toList();
    OptimizerPart.restore(update, model, parts);
  }

  /** The folder of a model to draw samples with: the moving average's where there is one. */
  public static Path sampled(Path checkpoint) {
    Path average = checkpoint.resolve(CheckpointFolder.AVERAGE);
    return Files.isDirectory(average) ? average : checkpoint;
  }

  /** The weights of a checkpoint. */
  public static Path model(Path checkpoint) {
    return checkpoint.resolve(CheckpointFolder.MODEL);
  }
}
