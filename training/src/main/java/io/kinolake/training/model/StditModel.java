package io.kinolake.training.model;

import static io.kinolake.training.model.TransformerTape.EMBEDDED;
import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;
import static io.kinolake.training.model.TransformerTape.latents;
import static io.kinolake.training.model.TransformerTape.same;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stdit.StditNetwork;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.step.Stage;
import io.kinolake.training.step.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Open-Sora's STDiT, trained by improved DDPM. A micro batch is
 *
 * <pre>
 * data, noise    [batch, channels, frames, height, width]
 * step           [batch], 32-bit integers: the diffusion's step
 * captions       [batch, length, channels]
 * mask           [batch, length], one where captions are no padding
 * dropped        [batch], 32-bit integers: one where the caption is replaced by none
 * </pre>
 *
 * Ranks may share the layers and the frames: {@link SplitStditBlock}.
 */
public final class StditModel implements SplitModel {
  public static final String DATA = "data";
  public static final String NOISE = "noise";
  public static final String STEP = "step";
  public static final String CAPTIONS = "captions";
  public static final String MASK = "mask";
  public static final String DROPPED = "dropped";

  /** Mean squared error of the noise: [batch]. */
  public static final String NOISE_LOSSES = "noise_losses";

  /** What teaches the variance: [batch]. */
  public static final String VARIANCE_LOSSES = "variance_losses";

  private static final String BLOCKS = "blocks";
  private static final int FRAMES = 2;
  private static final Set<String> INPUTS = Set.of(DATA, NOISE, STEP, CAPTIONS, MASK, DROPPED);
  private static final Map<String, String> LOSS_OUTPUTS =
      same(List.of(LOSS, LOSSES, NOISE_LOSSES, VARIANCE_LOSSES));

  private final StditConfig config;
  private final StditPieces pieces;

  public StditModel(StditConfig config) {
    this.config = config;
    this.pieces = new StditPieces(config);
  }

  @Override
  public Map<String, Shape> parameterShapes() {
    return StditNetwork.parameterShapes(config);
  }

  @Override
  public WeightLayout layout() {
    return StditNetwork.LAYOUT;
  }

  /** As Open-Sora 1.0 begins: branches in time and to the text, and the output, are zero. */
  @Override
  public WeightStart start(String name, Shape shape) {
    if (name.startsWith("final_layer.linear.")
        || name.contains(".cross_attn.proj.")
        || name.contains(".attn_temp.proj.")) {
      return WeightStart.zeros();
    }
    if (name.endsWith("scale_shift_table")) {
      return new WeightStart.Normal(1 / Math.sqrt(config.width()));
    }
    if (name.equals(StditConfig.NULL_CAPTION)) {
      return new WeightStart.Normal(1 / Math.sqrt(config.captionChannels()));
    }
    boolean small =
        name.startsWith("t_embedder.") || name.startsWith("t_block.") || name.contains(".y_proj.");
    return small && shape.rank() == 2
        ? new WeightStart.Normal(0.02)
        : WeightStart.ofLayer(name, shape);
  }

  @Override
  public ObjectNode sizes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("in_channels", config.channels());
    json.putArray("patch_size").add(1).add(config.patch()).add(config.patch());
    json.put("hidden_size", config.width());
    json.put("depth", config.depth());
    json.put("num_heads", config.heads());
    json.put("mlp_ratio", (double) config.inner() / config.width());
    json.put("caption_channels", config.captionChannels());
    json.put("model_max_length", config.captionLength());
    json.put("space_scale", config.spaceScale());
    json.put("time_scale", config.timeScale());
    return json;
  }

  @Override
  public Set<String> fixed() {
    return Set.of(StditConfig.NULL_CAPTION);
  }

  @Override
  public Tape whole(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "whole " + latents, b -> pieces.whole(b, latents), List.of(LOSS), List.of());
    return tape(List.of(new Stage.Compute(piece, "", same(INPUTS), LOSS_OUTPUTS)));
  }

  @Override
  public Tape staged(Shape latents) {
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(latents));
    for (int i = 0; i < config.depth(); i++) {
      boolean first = i == 0;
      stages.add(
          TransformerTape.block(
              (first ? "first block " : "block ") + latents,
              b -> pieces.block(b, latents, first),
              BLOCKS,
              i));
    }
    stages.add(output(latents));
    return tape(stages);
  }

  @Override
  public void requireRanks(Split split) {
    requireShares("attention heads", config.heads(), split);
    requireShares("inner channels", config.inner(), split);
  }

  private static void requireShares(String what, int count, Split split) {
    if (count % split.tensorRanks() != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The model's %d %s cannot be shared by TP %d ranks: each has the same whole number. Set parallel.tensor to a divisor of %d."
              .formatted(count, what, split.tensorRanks(), count));
    }
  }

  @Override
  public void requireVideo(long frames, long height, long width, Split split) {
    SplitStditBlock.requireVideo(config, Shape.of(config.channels(), frames, height, width), split);
  }

  @Override
  public Tape split(Shape latents, Split split) {
    requireRanks(split);
    SplitStditBlock block = new SplitStditBlock(config, latents, split);
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(block.own()));
    stages.add(new Stage.Exchange(Stage.Kind.SHARE, TEXT, SplitStditBlock.SHARED_TEXT));
    for (int i = 0; i < config.depth(); i++) {
      stages.add(block.stages(BLOCKS, i));
    }
    stages.add(output(block.own()));
    return tape(stages);
  }

  @Override
  public Map<String, Integer> frameAxes() {
    return Map.of(DATA, FRAMES, NOISE, FRAMES);
  }

  @Override
  public Holding holding(String parameter) {
    return parameter.startsWith(BLOCKS + ".")
        ? StditShare.holding(parameter.replaceFirst("^" + BLOCKS + "\\.\\d+\\.", ""))
        : Holding.WHOLE;
  }

  private Stage embedding(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "embedding " + latents,
            b -> pieces.embedding(b, latents),
            List.of(TOKENS, EMBEDDED, STEERING, TEXT),
            List.of());
    return new Stage.Compute(
        piece,
        "",
        same(INPUTS),
        Map.of(
            StditPieces.NOISY,
            StditPieces.NOISY,
            TOKENS,
            TOKENS + 0,
            EMBEDDED,
            EMBEDDED,
            STEERING,
            STEERING,
            TEXT,
            TEXT,
            TEXT_BIAS,
            TEXT_BIAS));
  }

  private Stage output(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "output " + latents,
            b -> pieces.output(b, latents),
            List.of(LOSS),
            List.of(TOKENS, EMBEDDED));
    return new Stage.Compute(
        piece,
        "",
        Map.of(
            TOKENS,
            TOKENS + config.depth(),
            EMBEDDED,
            EMBEDDED,
            StditPieces.NOISY,
            StditPieces.NOISY,
            DATA,
            DATA,
            NOISE,
            NOISE,
            STEP,
            STEP),
        LOSS_OUTPUTS);
  }

  private static Tape tape(List<Stage> stages) {
    return new Tape(stages, INPUTS, LOSS, List.of(LOSSES, NOISE_LOSSES, VARIANCE_LOSSES));
  }
}
