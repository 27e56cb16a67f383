package io.kinolake.training.model;

import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stdit.Stdit;
import io.kinolake.models.networks.stdit.StditBlock;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.step.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A block of the STDiT for context-parallel ranks, each of which has some frames. Attention within
 * frames and to the text, and the MLP, need no others. Attention along time needs all frames of a
 * place, so that ranks exchange tokens before it, each for some of the places, and afterwards give
 * back what was found. Open-Sora exchanges queries, keys and values for some of the heads instead;
 * exchanging tokens moves half as much and asks nothing of the heads (Zhao et al., 2024).
 */
final class SplitStditBlock {
  private static final String AFTER_SPACE = "after_space";
  private static final String PLACES = "places";
  private static final String FOUND_BY_PLACE = "found_by_place";
  private static final String FOUND = "found";

  private final StditConfig config;
  private final Shape own;
  private final Split split;
  private final long frames;
  private final long places;

  /**
   * The block of a rank.
   *
   * @param latents shape of a sample's whole latents: [channels, frames, height, width]
   * @throws KinolakeException BAD_CONFIG if ranks cannot share such latents
   */
  SplitStditBlock(StditConfig config, Shape latents, Split split) {
    requireVideo(config, latents, split);
    this.config = config;
    this.split = split;
    this.frames = latents.dim(1);
    this.places = places(config, latents);
    this.own = Shape.of(latents.dim(0), split.frames(frames), latents.dim(2), latents.dim(3));
  }

  /** Sees to it that ranks can share latents: their frames, and the places of a frame. */
  static void requireVideo(StditConfig config, Shape latents, Split split) {
    split.frames(latents.dim(1));
    long places = places(config, latents);
    if (places % split.contextRanks() != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Frames of %dx%d latent pixels have %d patches, which cannot be shared by %d context-parallel ranks: along time, each attends for the same number of them. Set CP to a divisor of the number of patches of every bucket, or change the buckets."
              .formatted(latents.dim(2), latents.dim(3), places, split.contextRanks()));
    }
  }

  private static long places(StditConfig config, Shape latents) {
    return latents.dim(2) / config.patch() * (latents.dim(3) / config.patch());
  }

  /** Shape of this rank's latents. */
  Shape own() {
    return own;
  }

  /** The stages of one block: {@link TransformerTape#block} for several ranks. */
  Stage stages(String list, int index) {
    boolean first = index == 0;
    BlockStages block =
        new BlockStages(
            list,
            index,
            own + " " + split,
            Map.of(STEERING, STEERING, TEXT, TEXT, TEXT_BIAS, TEXT_BIAS));
    block.compute("space", this::space, List.of(TOKENS, STEERING), List.of(AFTER_SPACE));
    block.exchange(Stage.Kind.TOKENS_TO_HEADS, AFTER_SPACE, PLACES);
    block.compute(
        first ? "first time" : "time",
        builder -> time(builder, first),
        List.of(PLACES),
        List.of(FOUND_BY_PLACE));
    block.exchange(Stage.Kind.HEADS_TO_TOKENS, FOUND_BY_PLACE, FOUND);
    block.compute("rest", this::rest, List.of(AFTER_SPACE, FOUND, STEERING, TEXT), List.of(TOKENS));
    return block.section();
  }

  private void space(NetworkBuilder builder) {
    NetScope scope = builder.scope();
    Operand<TFloat32> x =
        builder.input(TOKENS, TFloat32.class, -1, ownFrames() * places, config.width());
    StditBlock.Steering steering = steering(builder);
    Operand<TFloat32> found =
        StditBlock.withinFrames(scope, config, Math.toIntExact(ownFrames()), x, steering);
    Operand<TFloat32> y = StditBlock.gated(scope.tf(), x, found, steering.gateAttention());
    builder.output(AFTER_SPACE, byFrame(builder, y, ownFrames(), places));
  }

  private void time(NetworkBuilder builder, boolean first) {
    NetScope scope = builder.scope();
    int all = Math.toIntExact(frames);
    long some = places / split.contextRanks();
    Operand<TFloat32> found =
        StditBlock.alongTime(
            scope,
            config,
            all,
            tokens(builder, PLACES, frames, some),
            first ? Optional.of(Stdit.framePositions(scope.tf(), config, all)) : Optional.empty());
    builder.output(FOUND_BY_PLACE, byFrame(builder, found, frames, some));
  }

  private void rest(NetworkBuilder builder) {
    NetScope scope = builder.scope();
    StditBlock.Steering steering = steering(builder);
    StditBlock.Text text =
        new StditBlock.Text(
            builder.input(TEXT, TFloat32.class, -1, -1, config.width()),
            builder.input(TEXT_BIAS, TFloat32.class, -1, 1, 1, -1));
    Operand<TFloat32> afterTime =
        StditBlock.gated(
            scope.tf(),
            tokens(builder, AFTER_SPACE, ownFrames(), places),
            tokens(builder, FOUND, ownFrames(), places),
            steering.gateAttention());
    Operand<TFloat32> afterText =
        scope.tf().math.add(afterTime, StditBlock.crossAttention(scope, config, afterTime, text));
    builder.output(
        TOKENS,
        StditBlock.gated(
            scope.tf(),
            afterText,
            StditBlock.mlp(scope, config, afterText, steering),
            steering.gateMlp()));
  }

  private long ownFrames() {
    return own.dim(1);
  }

  private StditBlock.Steering steering(NetworkBuilder builder) {
    return StditBlock.steering(
        builder.scope(), config, builder.input(STEERING, TFloat32.class, -1, 6L * config.width()));
  }

  /** What ranks exchange, as tokens: [batch, tokens, width]. */
  private Operand<TFloat32> tokens(NetworkBuilder builder, String name, long inTime, long inSpace) {
    return Dimensions.reshape(
        builder.tf(),
        builder.input(name, TFloat32.class, -1, inTime, inSpace, config.width()),
        -1,
        inTime * inSpace,
        config.width());
  }

  /** Tokens as ranks exchange them: [batch, frames, places, width]. */
  private Operand<TFloat32> byFrame(
      NetworkBuilder builder, Operand<TFloat32> tokens, long inTime, long inSpace) {
    return Dimensions.reshape(builder.tf(), tokens, -1, inTime, inSpace, config.width());
  }
}
