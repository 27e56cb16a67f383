package io.kinolake.training.loop;

import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.CheckpointFolder;
import io.kinolake.training.checkpoint.CheckpointReader;
import io.kinolake.training.config.ModelSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.convert.MindSpeedWriter;
import io.kinolake.training.convert.PipelineStages;
import io.kinolake.training.convert.TreeVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last checkpoint as MindSpeed-MM keeps it, for those who go on there.
 *
 * @param root of the tree
 * @param writer knows how many ranks share it
 */
record MindSpeedOutput(Path root, MindSpeedWriter writer) {
  private static final String FOLDER = "mindspeed";

  /**
   * What the settings ask for.
   *
   * @throws KinolakeException BAD_CONFIG if such ranks cannot share the model
   */
  static Optional<MindSpeedOutput> of(TrainingConfig config) {
    return config.run().mindspeedRanks().map(ranks -> of(config, ranks));
  }

  private static MindSpeedOutput of(TrainingConfig config, int ranks) {
    Optional<ModelSettings.StepVideo> sizes = config.model().stepVideo();
    if (sizes.isEmpty() || ranks < 1 || sizes.get().heads() % ranks != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "run.mindspeed-ranks is a divisor of the %d heads of Step-Video's transformer, not %d. Correct it, or leave it out."
              .formatted(config.model().heads(), ranks));
    }
    return new MindSpeedOutput(
        Path.of(config.run().folder(), FOLDER),
        new MindSpeedWriter(sizes.get().heads(), ranks, PipelineStages.one(sizes.get().layers())));
  }

  /** Writes the checkpoint, unless it is written. */
  void write(CheckpointFolder.Entry checkpoint, Consumer<String> lines) {
    TreeVersion version = TreeVersion.of(checkpoint.step());
    if (Files.exists(root.resolve(version.folder()))) {
      return;
    }
    try (WeightSource weights = SafetensorsFile.open(CheckpointReader.model(checkpoint.path()))) {
      writer.write(root, version, weights);
    }
    lines.accept("As a tree of MindSpeed-MM for %d ranks: %s".formatted(writer.ranks(), root));
  }
}
