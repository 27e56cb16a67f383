package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.weights.KeyCheck;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.convert.ConversionSettings.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Converts checkpoints of Step-Video's transformer between the published form and MindSpeed-MM's
 * trees. Elements are never changed; one tensor at a time is in memory.
 */
public final class CheckpointConverter {
  private static final String TRANSFORMER = "transformer";

  private CheckpointConverter() {}

  /**
   * Converts. The target appears when it is complete.
   *
   * @return what was done and what should be known of it, line by line
   * @throws io.kinolake.schemas.failure.KinolakeException if the source is not whole, has other
   *     numbers than given, or the target is there
   */
  public static List<String> convert(ConversionSettings settings) {
    NewFolder.requireNone(settings.target());
    if (settings.layout() != Layout.SPLIT || TreeFolder.isOne(settings.source())) {
      try (MindSpeedTree tree = MindSpeedTree.open(settings.source())) {
        return ofTree(settings, tree);
      }
    }
    try (WeightSource published = WeightFiles.open(published(settings.source()))) {
      TransformerShapes shapes = TransformerShapes.of(published.origin(), published.tensors());
      KeyCheck.require(shapes.parameters(), published);
      settings.requireOf(shapes.config().layers(), shapes.config().heads());
      return List.of(split(settings, shapes.config(), published));
    }
  }

  private static List<String> ofTree(ConversionSettings settings, MindSpeedTree tree) {
    StepDitConfig config = tree.config();
    settings.requireOf(config.layers(), config.heads());
    List<String> said = new ArrayList<>();
    List<String> unequal = tree.unequal();
    if (!unequal.isEmpty()) {
      said.add(
          "%d tensors that every rank holds whole differ between ranks, such as %s; the first rank's were taken."
              .formatted(unequal.size(), unequal.get(0)));
    }
    if (settings.layout() == Layout.SPLIT) {
      said.add(split(settings, config, tree));
      return said;
    }
    settings.requireSplit(tree.ranks(), tree.stages());
    if (settings.layout() == Layout.PUBLISHED) {
      PublishedFolder.write(settings.target(), config, tree);
      said.add(made(settings, tree.tensors(), "as published"));
      return said;
    }
    said.add(write(settings, 1, PipelineStages.one(config.layers()), config, tree));
    return said;
  }

  private static String split(
      ConversionSettings settings, StepDitConfig config, WeightSource whole) {
    PipelineStages stages =
        settings.stages().isEmpty()
            ? PipelineStages.one(config.layers())
            : new PipelineStages(settings.stages());
    return write(settings, settings.ranks().orElse(1), stages, config, whole);
  }

  private static String write(
      ConversionSettings settings,
      int ranks,
      PipelineStages stages,
      StepDitConfig config,
      WeightSource whole) {
    new MindSpeedWriter(config.heads(), ranks, stages)
        .write(settings.target(), TreeVersion.RELEASE, whole);
    return made(
        settings,
        whole.tensors(),
        "for %d ranks and stages of %s blocks".formatted(ranks, stages.layers()));
  }

  private static String made(
      ConversionSettings settings, Map<String, TensorInfo> tensors, String how) {
    return "%d tensors written %s: %s".formatted(tensors.size(), how, settings.target());
  }

  /** The transformer's folder in the tree that is published, or what was named. */
  private static Path published(Path source) {
    Path transformer = source.resolve(TRANSFORMER);
    return Files.isDirectory(transformer) ? transformer : source;
  }
}
