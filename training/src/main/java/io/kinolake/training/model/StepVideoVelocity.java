package io.kinolake.training.model;

import static io.kinolake.training.model.TransformerTape.EMBEDDED;
import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;
import static io.kinolake.training.model.TransformerTape.same;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.step.Stage;
import io.kinolake.training.step.Tape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The velocity that Step-Video's transformer sees in noisy latents, for tensor-parallel ranks that
 * sample together: its tape is played forward only. A batch is
 *
 * <pre>
 * latents        [batch, frames, channels, height, width]
 * </pre>
 *
 * and {@code timestep}, {@code captions}, {@code clip}, {@code mask}, and for image to video {@code
 * image} and {@code motion} as {@link StepVideoModel} takes them. All ranks are given the same and
 * find the same.
 *
 * @param config sizes of the whole transformer
 * @param split this rank's place
 */
public record StepVideoVelocity(StepDitConfig config, Split split) {
  public static final String LATENTS = "latents";

  /** What is found: as the latents, with the channels of the output. */
  public static final String VELOCITY = "velocity";

  private static final String BLOCKS = "transformer_blocks";

  /**
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if the ranks cannot share the
   *     heads evenly
   */
  public StepVideoVelocity {
    if (split.contextRanks() != 1) {
      throw new IllegalArgumentException("Ranks that sample share no frames: " + split);
    }
    split.requireHeads(config.heads());
  }

  /** What this rank holds of the parameters. */
  public ModelPart part() {
    return ModelPart.of(
        new StepVideoModel(config, FlowConvention.PAPER), split.tensorRank(), split.tensorRanks());
  }

  /**
   * The way to the velocity, which stands where other tapes have their loss.
   *
   * @param latents shape of a sample's latents, without the batch
   */
  public Tape tape(Shape latents) {
    StepVideoPieces pieces = new StepVideoPieces(config, FlowConvention.PAPER, FlowObjective.MEAN);
    SplitBlock block = new SplitBlock(config, pieces.grid(latents), split);
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(pieces, latents));
    stages.add(new Stage.Exchange(Stage.Kind.SHARE, TEXT, SplitBlock.SHARED_TEXT));
    for (int i = 0; i < config.layers(); i++) {
      stages.add(block.stages(BLOCKS, i));
    }
    stages.add(output(pieces, latents));
    return new Tape(stages, inputs(), VELOCITY, List.of());
  }

  private Stage embedding(StepVideoPieces pieces, Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "embedding of noisy " + latents,
            b -> pieces.embeddingOfNoisy(b, latents),
            List.of(),
            List.of());
    return new Stage.Compute(
        piece,
        "",
        same(inputs()),
        Map.of(
            TOKENS, TOKENS + 0,
            EMBEDDED, EMBEDDED,
            STEERING, STEERING,
            TEXT, TEXT,
            TEXT_BIAS, TEXT_BIAS));
  }

  private Stage output(StepVideoPieces pieces, Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "velocity " + latents,
            b -> b.output(VELOCITY, pieces.velocity(b, latents)),
            List.of(),
            List.of());
    return new Stage.Compute(
        piece,
        "",
        Map.of(TOKENS, TOKENS + config.layers(), EMBEDDED, EMBEDDED),
        same(List.of(VELOCITY)));
  }

  private Set<String> inputs() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(
                LATENTS,
                StepVideoModel.TIMESTEP,
                StepVideoModel.CAPTIONS,
                StepVideoModel.CLIP,
                StepVideoModel.MASK));
    if (config.conditioned()) {
      names.addAll(List.of(StepVideoModel.IMAGE, StepVideoModel.MOTION));
    }
    return names;
  }
}
