package io.kinolake.training.model;

import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stdit.Stdit;
import io.kinolake.models.networks.stdit.StditBlock;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.step.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A block of the STDiT for ranks that share it. Tensor-parallel ranks each compute what all have,
 * and parts of the branches' sums: {@link StditShare}. Context-parallel ranks each have some
 * frames. Attention within frames and to the text, and the MLP, need no others. Attention along
 * time needs all frames of a place, so that ranks exchange tokens before it, each for some of the
 * places, and afterwards give back what was found. Open-Sora exchanges queries, keys and values for
 * some of the heads instead; exchanging tokens moves half as much and asks nothing of the heads
 * (Zhao et al., 2024).
 */
final class SplitStditBlock {
  /** The text's tokens, shared by all blocks: [batch, keys, width]. */
  static final String SHARED_TEXT = "shared_text";

  private static final String SHARED = "shared_";
  private static final String ALL = "all_";
  private static final String STEERED = "steered";
  private static final String ATTENDED = "attended";
  private static final String AFTER_SPACE = "after_space";
  private static final String PLACES = "places";
  private static final String FOUND = "found";
  private static final String FOUND_BY_FRAME = "found_by_frame";
  private static final String AFTER_TIME = "after_time";
  private static final String READ = "read";
  private static final String AFTER_TEXT = "after_text";
  private static final String STEERED_MLP = "steered_mlp";
  private static final String THOUGHT = "thought";

  private final StditConfig config;
  private final Shape own;
  private final Split split;
  private final StditShare share;
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
    this.share = new StditShare(config, split.tensorRanks());
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
    BlockStages block =
        new BlockStages(
            list,
            index,
            own + " " + split,
            Map.of(STEERING, STEERING, TEXT, SHARED_TEXT, TEXT_BIAS, TEXT_BIAS));
    block.compute("steer", this::steer, List.of(TOKENS, STEERING), List.of(STEERED));
    part(block, "space", this::space, List.of(STEERED), ATTENDED);
    block.compute(
        "after space",
        this::afterSpace,
        List.of(TOKENS, STEERING, ALL + ATTENDED),
        List.of(AFTER_SPACE));
    time(block, index == 0);
    part(block, "cross", this::read, List.of(AFTER_TIME, TEXT), READ);
    block.compute(
        "after text",
        this::afterText,
        List.of(AFTER_TIME, STEERING, ALL + READ),
        List.of(AFTER_TEXT, STEERED_MLP));
    part(block, "mlp", this::think, List.of(STEERED_MLP), THOUGHT);
    block.compute(
        "after mlp", this::afterMlp, List.of(AFTER_TEXT, STEERING, ALL + THOUGHT), List.of(TOKENS));
    return block.section();
  }

  private void time(BlockStages block, boolean first) {
    boolean together = split.contextRanks() > 1;
    if (together) {
      block.exchange(Stage.Kind.TOKENS_TO_HEADS, AFTER_SPACE, PLACES);
    }
    String places = together ? PLACES : AFTER_SPACE;
    part(
        block,
        first ? "first time" : "time",
        builder -> time(builder, SHARED + places, first),
        List.of(places),
        FOUND);
    if (together) {
      block.exchange(Stage.Kind.HEADS_TO_TOKENS, ALL + FOUND, FOUND_BY_FRAME);
    }
    String found = together ? FOUND_BY_FRAME : ALL + FOUND;
    block.compute(
        "after time",
        builder -> afterTime(builder, found),
        List.of(AFTER_SPACE, STEERING, found),
        List.of(AFTER_TIME));
  }

  /**
   * Adds a branch: what it takes first is shared by tensor-parallel ranks, and the parts that they
   * give are added up.
   */
  private static void part(
      BlockStages block,
      String kind,
      Consumer<NetworkBuilder> definition,
      List<String> takes,
      String gives) {
    String first = takes.get(0);
    block.exchange(Stage.Kind.SHARE, first, SHARED + first);
    List<String> taken = new ArrayList<>(takes);
    taken.set(0, SHARED + first);
    block.compute(kind, definition, taken, List.of(gives));
    block.exchange(Stage.Kind.SUM, gives, ALL + gives);
  }

  private void steer(NetworkBuilder builder) {
    StditBlock.Steering steering = steering(builder);
    builder.output(
        STEERED,
        StditShare.steered(
            builder.tf(),
            tokens(builder, TOKENS),
            steering.shiftAttention(),
            steering.scaleAttention()));
  }

  private void space(NetworkBuilder builder) {
    Operand<TFloat32> pictures =
        shaped(builder, tokens(builder, SHARED + STEERED), -1, places, config.width());
    Operand<TFloat32> found = share.selfAttention(builder.scope().at("attn"), pictures);
    builder.output(ATTENDED, shaped(builder, found, -1, ownFrames() * places, config.width()));
  }

  private void afterSpace(NetworkBuilder builder) {
    Operand<TFloat32> found =
        share.whole(builder.scope().at("attn").at("proj"), tokens(builder, ALL + ATTENDED));
    Operand<TFloat32> x =
        StditBlock.gated(
            builder.tf(), tokens(builder, TOKENS), found, steering(builder).gateAttention());
    builder.output(AFTER_SPACE, shaped(builder, x, -1, ownFrames(), places, config.width()));
  }

  private void time(NetworkBuilder builder, String name, boolean first) {
    Ops tf = builder.tf();
    long some = places / split.contextRanks();
    int all = Math.toIntExact(frames);
    long width = config.width();
    Operand<TFloat32> placesFirst =
        Dimensions.transpose(
            tf, builder.input(name, TFloat32.class, -1, frames, some, width), 0, 2, 1, 3);
    Operand<TFloat32> x = shaped(builder, placesFirst, -1, frames, width);
    Operand<TFloat32> placed = first ? tf.math.add(x, Stdit.framePositions(tf, config, all)) : x;
    Operand<TFloat32> found = share.selfAttention(builder.scope().at("attn_temp"), placed);
    builder.output(
        FOUND,
        Dimensions.transpose(tf, shaped(builder, found, -1, some, frames, width), 0, 2, 1, 3));
  }

  private void afterTime(NetworkBuilder builder, String name) {
    Operand<TFloat32> found =
        share.whole(builder.scope().at("attn_temp").at("proj"), byFrame(builder, name));
    builder.output(
        AFTER_TIME,
        StditBlock.gated(
            builder.tf(), byFrame(builder, AFTER_SPACE), found, steering(builder).gateAttention()));
  }

  private void read(NetworkBuilder builder) {
    StditBlock.Text text =
        new StditBlock.Text(
            builder.input(TEXT, TFloat32.class, -1, -1, config.width()),
            builder.input(TEXT_BIAS, TFloat32.class, -1, 1, 1, -1));
    builder.output(
        READ,
        share.crossAttention(
            builder.scope().at("cross_attn"), tokens(builder, SHARED + AFTER_TIME), text));
  }

  private void afterText(NetworkBuilder builder) {
    Ops tf = builder.tf();
    Operand<TFloat32> found =
        share.whole(builder.scope().at("cross_attn").at("proj"), tokens(builder, ALL + READ));
    Operand<TFloat32> x = tf.math.add(tokens(builder, AFTER_TIME), found);
    StditBlock.Steering steering = steering(builder);
    builder.output(AFTER_TEXT, x);
    builder.output(
        STEERED_MLP, StditShare.steered(tf, x, steering.shiftMlp(), steering.scaleMlp()));
  }

  private void think(NetworkBuilder builder) {
    builder.output(
        THOUGHT, share.mlp(builder.scope().at("mlp"), tokens(builder, SHARED + STEERED_MLP)));
  }

  private void afterMlp(NetworkBuilder builder) {
    Operand<TFloat32> thought =
        share.whole(builder.scope().at("mlp").at("fc2"), tokens(builder, ALL + THOUGHT));
    builder.output(
        TOKENS,
        StditBlock.gated(
            builder.tf(), tokens(builder, AFTER_TEXT), thought, steering(builder).gateMlp()));
  }

  private long ownFrames() {
    return own.dim(1);
  }

  private StditBlock.Steering steering(NetworkBuilder builder) {
    return StditBlock.steering(
        builder.scope(), config, builder.input(STEERING, TFloat32.class, -1, 6L * config.width()));
  }

  private Operand<TFloat32> tokens(NetworkBuilder builder, String name) {
    return builder.input(name, TFloat32.class, -1, ownFrames() * places, config.width());
  }

  /** This rank's tokens, which come as ranks exchange them: [batch, frames, places, width]. */
  private Operand<TFloat32> byFrame(NetworkBuilder builder, String name) {
    return shaped(
        builder,
        builder.input(name, TFloat32.class, -1, ownFrames(), places, config.width()),
        -1,
        ownFrames() * places,
        config.width());
  }

  private static Operand<TFloat32> shaped(
      NetworkBuilder builder, Operand<TFloat32> x, long... extents) {
    return Dimensions.reshape(builder.tf(), x, extents);
  }
}
