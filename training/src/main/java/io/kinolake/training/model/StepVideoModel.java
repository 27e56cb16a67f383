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
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitNetwork;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.training.step.Stage;
import io.kinolake.training.step.Tape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.types.TFloat32;

/**
 * Step-Video's transformer, text or image to video, trained by flow matching. A micro batch is
 *
 * <pre>
 * data, noise    [batch, frames, channels, height, width]
 * data_weight    [batch], {@link io.kinolake.models.diffusion.FlowPoint}
 * noise_weight   [batch]
 * timestep       [batch], what the network is fed
 * captions       [batch, length, channels]
 * clip           [batch, 77, channels]
 * mask           [batch, length], one where captions are no padding
 * image          as the data, and
 * motion         [batch], for image to video
 * </pre>
 */
public final class StepVideoModel implements SplitModel {
  public static final String DATA = "data";
  public static final String NOISE = "noise";
  public static final String DATA_WEIGHT = "data_weight";
  public static final String NOISE_WEIGHT = "noise_weight";
  public static final String TIMESTEP = "timestep";
  public static final String CAPTIONS = "captions";
  public static final String CLIP = "clip";
  public static final String MASK = "mask";
  public static final String IMAGE = "image";
  public static final String MOTION = "motion";

  private static final int FRAMES = 1;
  private static final String ERRORS_OF_PARTS = "errors_of_parts";
  private static final String ERRORS_OF_ALL = "errors_of_all";
  private static final String BLOCKS = "transformer_blocks";

  private final StepDitConfig config;
  private final FlowObjective objective;
  private final StepVideoPieces pieces;

  /** A model whose loss is the mean error. */
  public StepVideoModel(StepDitConfig config, FlowConvention convention) {
    this(config, convention, FlowObjective.MEAN);
  }

  /**
   * A model.
   *
   * @param objective makes the loss of the samples' errors, of inputs of its own besides
   */
  public StepVideoModel(StepDitConfig config, FlowConvention convention, FlowObjective objective) {
    this.config = config;
    this.objective = objective;
    this.pieces = new StepVideoPieces(config, convention, objective);
  }

  @Override
  public Map<String, Shape> parameterShapes() {
    return StepDitNetwork.parameterShapes(config);
  }

  @Override
  public WeightLayout layout() {
    return StepDitNetwork.LAYOUT;
  }

  /**
   * Matrices as Glorot and Bengio (2010) have it; what embeds numbers and steers blocks is small,
   * and the output is zero (Peebles and Xie, 2023). The published training starts from weights and
   * says nothing of this.
   */
  @Override
  public WeightStart start(String name, Shape shape) {
    if (name.startsWith("proj_out.") || name.endsWith("attn2.wo.weight")) {
      return WeightStart.zeros();
    }
    if (name.endsWith("scale_shift_table")) {
      return new WeightStart.Normal(1 / Math.sqrt((double) config.width()));
    }
    if (name.startsWith("adaln_single.") && shape.rank() == 2) {
      return new WeightStart.Normal(0.02);
    }
    return WeightStart.ofLayer(name, shape);
  }

  @Override
  public ObjectNode sizes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("in_channels", config.inChannels());
    json.put("out_channels", config.outChannels());
    json.put("patch_size", config.patch());
    json.put("num_attention_heads", config.heads());
    json.put("attention_head_dim", config.headSize());
    config.rotaryParts().forEach(json.putArray("channel_split")::add);
    json.put("num_layers", config.layers());
    json.putArray("caption_channels").add(config.captionChannels()).add(config.clipChannels());
    json.put("use_additional_conditions", config.conditioned());
    return json;
  }

  @Override
  public Set<String> fixed() {
    return Set.of();
  }

  @Override
  public Tape whole(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            objective.name() + " whole " + latents,
            b -> pieces.whole(b, latents),
            List.of(LOSS),
            List.of());
    return tape(List.of(new Stage.Compute(piece, "", same(inputs()), told())));
  }

  @Override
  public Tape staged(Shape latents) {
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(latents));
    for (int i = 0; i < config.layers(); i++) {
      stages.add(
          TransformerTape.block("block " + latents, b -> pieces.block(b, latents), BLOCKS, i));
    }
    stages.add(output(latents));
    return tape(stages);
  }

  @Override
  public void requireRanks(Split split) {
    split.requireHeads(config.heads());
  }

  @Override
  public void requireVideo(long frames, long height, long width, Split split) {
    split.frames(frames);
  }

  @Override
  public Tape split(Shape latents, Split split) {
    requireRanks(split);
    Shape own =
        Shape.of(split.frames(latents.dim(0)), latents.dim(1), latents.dim(2), latents.dim(3));
    SplitBlock block = new SplitBlock(config, pieces.grid(own), split);
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(own));
    stages.add(new Stage.Exchange(Stage.Kind.SHARE, TEXT, SplitBlock.SHARED_TEXT));
    for (int i = 0; i < config.layers(); i++) {
      stages.add(block.stages(BLOCKS, i));
    }
    if (split.contextRanks() == 1 || objective.isOfParts()) {
      stages.add(output(own));
    } else {
      stages.add(errorsOfParts(own));
      stages.add(new Stage.Exchange(Stage.Kind.AVERAGE, ERRORS_OF_PARTS, ERRORS_OF_ALL));
      stages.add(lossOfAll());
    }
    return tape(stages);
  }

  @Override
  public Map<String, Integer> frameAxes() {
    return Map.of(DATA, FRAMES, NOISE, FRAMES, IMAGE, FRAMES);
  }

  @Override
  public Holding holding(String parameter) {
    return parameter.startsWith(BLOCKS + ".")
        ? SplitBlock.holding(parameter.replaceFirst("^" + BLOCKS + "\\.\\d+\\.", ""))
        : Holding.WHOLE;
  }

  private Tape tape(List<Stage> stages) {
    return new Tape(stages, inputs(), LOSS, objective.reports());
  }

  /** What the last piece gives. */
  private Map<String, String> told() {
    List<String> told = new ArrayList<>(objective.reports());
    told.add(LOSS);
    return same(told);
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
        same(inputs()),
        Map.of(
            TOKENS, TOKENS + 0,
            EMBEDDED, EMBEDDED,
            STEERING, STEERING,
            TEXT, TEXT,
            TEXT_BIAS, TEXT_BIAS));
  }

  private Stage output(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            objective.name() + " output " + latents,
            b -> pieces.output(b, latents),
            List.of(LOSS),
            List.of(TOKENS, EMBEDDED));
    Map<String, String> takes = new HashMap<>(same(objective.inputs()));
    takes.putAll(
        Map.of(TOKENS, TOKENS + config.layers(), EMBEDDED, EMBEDDED, DATA, DATA, NOISE, NOISE));
    return new Stage.Compute(piece, "", takes, told());
  }

  /** Errors of this rank's frames. */
  private Stage errorsOfParts(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "errors " + latents,
            b -> b.output(ERRORS_OF_PARTS, pieces.errors(b, latents)),
            List.of(ERRORS_OF_PARTS),
            List.of(TOKENS, EMBEDDED));
    return new Stage.Compute(
        piece,
        "",
        Map.of(TOKENS, TOKENS + config.layers(), EMBEDDED, EMBEDDED, DATA, DATA, NOISE, NOISE),
        same(List.of(ERRORS_OF_PARTS)));
  }

  /** The loss of the errors of all frames. */
  private Stage lossOfAll() {
    Stage.Piece piece =
        new Stage.Piece(
            objective.name() + " loss",
            b -> objective.define(b, b.input(ERRORS_OF_ALL, TFloat32.class, -1)),
            List.of(LOSS),
            List.of(ERRORS_OF_ALL));
    Set<String> takes = new LinkedHashSet<>(objective.inputs());
    takes.add(ERRORS_OF_ALL);
    return new Stage.Compute(piece, "", same(takes), told());
  }

  private Set<String> inputs() {
    Set<String> names =
        new LinkedHashSet<>(
            List.of(DATA, NOISE, DATA_WEIGHT, NOISE_WEIGHT, TIMESTEP, CAPTIONS, CLIP, MASK));
    if (config.conditioned()) {
      names.addAll(List.of(IMAGE, MOTION));
    }
    names.addAll(objective.inputs());
    return names;
  }
}
