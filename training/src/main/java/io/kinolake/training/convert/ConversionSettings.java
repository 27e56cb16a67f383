package io.kinolake.training.convert;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What shall be converted into what. Numbers that are not given are those of the checkpoint.
 *
 * @param source a published checkpoint or the root of a MindSpeed-MM tree
 * @param target folder to be made
 * @param layout of the target
 * @param ranks of tensor parallelism; of the target, or of the source where that is merged
 * @param stages blocks of each stage of pipeline parallelism, likewise; empty if not given
 * @param layers blocks of the network
 * @param heads attention heads of the network
 */
public record ConversionSettings(
    Path source,
    Path target,
    Layout layout,
    OptionalInt ranks,
    List<Integer> stages,
    OptionalInt layers,
    OptionalInt heads) {

  /** What a conversion makes. */
  public enum Layout {
    /** A tree for several ranks. */
    SPLIT,
    /** A tree for one rank. */
    MINDSPEED,
    /** What Step-Video publishes. */
    PUBLISHED
  }

  /**
   * @throws KinolakeException BAD_ARGUMENT if the numbers contradict each other
   */
  public ConversionSettings {
    stages = List.copyOf(stages);
    if (!stages.isEmpty()) {
      int total = new PipelineStages(stages).total();
      if (layers.isPresent() && layers.getAsInt() != total) {
        throw refused(
            "The stages have %s blocks, %d together, and --num_layers says %d. Let them agree."
                .formatted(stages, total, layers.getAsInt()));
      }
    }
    if (ranks.isPresent() && ranks.getAsInt() < 1) {
      throw refused("--tp_size is at least 1, not %d.".formatted(ranks.getAsInt()));
    }
    if (heads.isPresent() && ranks.isPresent()) {
      new TensorSplit(heads.getAsInt(), ranks.getAsInt(), HeadOrder.BY_KIND);
    }
  }

  /**
   * Requires that a checkpoint has the numbers that were given.
   *
   * @throws KinolakeException BAD_ARGUMENT naming all that differ
   */
  void requireOf(int foundLayers, int foundHeads) {
    boolean fits =
        layers.orElse(foundLayers) == foundLayers
            && heads.orElse(foundHeads) == foundHeads
            && (stages.isEmpty() || new PipelineStages(stages).total() == foundLayers);
    if (!fits) {
      throw refused(
          "'%s' holds %d blocks and %d heads; asked for were %s blocks%s and %s heads. Name its own numbers, or none."
              .formatted(
                  source,
                  foundLayers,
                  foundHeads,
                  layers.isPresent() ? layers.getAsInt() : "any number of",
                  stages.isEmpty() ? "" : " in stages of " + stages,
                  heads.isPresent() ? heads.getAsInt() : "any number of"));
    }
  }

  /**
   * Requires that a tree is shared out as was said of it.
   *
   * @throws KinolakeException BAD_ARGUMENT naming all that differs
   */
  void requireSplit(int foundRanks, PipelineStages foundStages) {
    if (ranks.orElse(foundRanks) != foundRanks
        || !(stages.isEmpty() || stages.equals(foundStages.layers()))) {
      throw refused(
          "'%s' is shared out over %d ranks and stages of %s blocks, not as --tp_size and --pp_sizes say. Name its own numbers, or none."
              .formatted(source, foundRanks, foundStages.layers()));
    }
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
