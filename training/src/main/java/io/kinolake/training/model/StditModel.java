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
import io.kinolake.models.diffusion.IddpmLoss;
import io.kinolake.models.diffusion.IddpmSchedule;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stdit.Stdit;
import io.kinolake.models.networks.stdit.StditBlock;
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
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

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
 * Context-parallel ranks may share the frames: {@link SplitStditBlock}.
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

  private static final String NOISY = "noisy";
  private static final String BLOCKS = "blocks";
  private static final int FRAMES = 2;
  private static final Set<String> INPUTS = Set.of(DATA, NOISE, STEP, CAPTIONS, MASK, DROPPED);
  private static final Map<String, String> LOSS_OUTPUTS =
      same(List.of(LOSS, LOSSES, NOISE_LOSSES, VARIANCE_LOSSES));

  private final StditConfig config;

  public StditModel(StditConfig config) {
    this.config = config;
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
        new Stage.Piece("whole " + latents, b -> defineWhole(b, latents), List.of(LOSS), List.of());
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
              b -> defineBlock(b, latents, first),
              BLOCKS,
              i));
    }
    stages.add(output(latents));
    return tape(stages);
  }

  @Override
  public void requireRanks(Split split) {
    if (split.tensorRanks() > 1) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Layers of Open-Sora's STDiT cannot be shared by %d tensor-parallel ranks; frames can, by context-parallel ones. Set parallel.tensor to 1."
              .formatted(split.tensorRanks()));
    }
  }

  @Override
  public void requireVideo(long frames, long height, long width, Split split) {
    SplitStditBlock.requireVideo(config, Shape.of(config.channels(), frames, height, width), split);
  }

  @Override
  public Tape split(Shape latents, Split split) {
    requireRanks(split);
    if (split.contextRanks() == 1) {
      return staged(latents);
    }
    SplitStditBlock block = new SplitStditBlock(config, latents, split);
    List<Stage> stages = new ArrayList<>();
    stages.add(embedding(block.own()));
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
    return Holding.WHOLE;
  }

  private Stage embedding(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "embedding " + latents,
            b -> defineEmbedding(b, latents),
            List.of(TOKENS, EMBEDDED, STEERING, TEXT),
            List.of());
    return new Stage.Compute(
        piece,
        "",
        same(INPUTS),
        Map.of(
            NOISY, NOISY,
            TOKENS, TOKENS + 0,
            EMBEDDED, EMBEDDED,
            STEERING, STEERING,
            TEXT, TEXT,
            TEXT_BIAS, TEXT_BIAS));
  }

  private Stage output(Shape latents) {
    Stage.Piece piece =
        new Stage.Piece(
            "output " + latents,
            b -> defineOutput(b, latents),
            List.of(LOSS),
            List.of(TOKENS, EMBEDDED));
    return new Stage.Compute(
        piece,
        "",
        Map.of(
            TOKENS, TOKENS + config.depth(),
            EMBEDDED, EMBEDDED,
            NOISY, NOISY,
            DATA, DATA,
            NOISE, NOISE,
            STEP, STEP),
        LOSS_OUTPUTS);
  }

  private static Tape tape(List<Stage> stages) {
    return new Tape(stages, INPUTS, LOSS, List.of(LOSSES, NOISE_LOSSES, VARIANCE_LOSSES));
  }

  private void defineWhole(NetworkBuilder builder, Shape latents) {
    Ops tf = builder.tf();
    NetScope scope = builder.scope();
    Operand<TFloat32> data = latents(builder, DATA, latents);
    Operand<TFloat32> noise = latents(builder, NOISE, latents);
    Operand<TInt32> steps = builder.input(STEP, TInt32.class, -1);
    IddpmLoss loss = new IddpmLoss(tf, IddpmSchedule.training(), steps);
    Operand<TFloat32> noisy = loss.noisy(data, noise);
    Operand<TFloat32> output =
        Stdit.predict(
            scope,
            config,
            new Stdit.Inputs(
                noisy,
                tf.dtypes.cast(steps, TFloat32.class),
                captions(builder, scope),
                mask(builder)));
    lose(builder, loss.of(data, noise, noisy, output));
  }

  private void defineEmbedding(NetworkBuilder builder, Shape latents) {
    Ops tf = builder.tf();
    NetScope scope = builder.scope();
    Operand<TInt32> steps = builder.input(STEP, TInt32.class, -1);
    Operand<TFloat32> noisy =
        new IddpmLoss(tf, IddpmSchedule.training(), steps)
            .noisy(latents(builder, DATA, latents), latents(builder, NOISE, latents));
    Stdit.Time time = Stdit.time(scope, config, tf.dtypes.cast(steps, TFloat32.class));
    StditBlock.Text text = Stdit.text(scope, config, captions(builder, scope), mask(builder));
    builder.output(NOISY, noisy);
    builder.output(TOKENS, Stdit.tokens(scope, config, noisy));
    builder.output(EMBEDDED, time.embedded());
    builder.output(STEERING, time.steering());
    builder.output(TEXT, text.tokens());
    builder.output(TEXT_BIAS, text.bias());
  }

  private void defineBlock(NetworkBuilder builder, Shape latents, boolean first) {
    int frames = Math.toIntExact(latents.dim(1));
    long width = config.width();
    Operand<TFloat32> x = builder.input(TOKENS, TFloat32.class, -1, tokens(latents), width);
    Operand<TFloat32> steering = builder.input(STEERING, TFloat32.class, -1, 6 * width);
    Operand<TFloat32> text = builder.input(TEXT, TFloat32.class, -1, -1, width);
    Operand<TFloat32> bias = builder.input(TEXT_BIAS, TFloat32.class, -1, 1, 1, -1);
    builder.output(
        TOKENS,
        StditBlock.run(
            builder.scope(),
            config,
            frames,
            x,
            steering,
            new StditBlock.Text(text, bias),
            first
                ? Optional.of(Stdit.framePositions(builder.tf(), config, frames))
                : Optional.empty()));
  }

  private void defineOutput(NetworkBuilder builder, Shape latents) {
    Ops tf = builder.tf();
    Operand<TFloat32> x =
        builder.input(TOKENS, TFloat32.class, -1, tokens(latents), config.width());
    Operand<TFloat32> embedded = builder.input(EMBEDDED, TFloat32.class, -1, config.width());
    Operand<TFloat32> noisy = latents(builder, NOISY, latents);
    Operand<TInt32> steps = builder.input(STEP, TInt32.class, -1);
    Operand<TFloat32> output = Stdit.output(builder.scope(), config, x, embedded, noisy.shape());
    lose(
        builder,
        new IddpmLoss(tf, IddpmSchedule.training(), steps)
            .of(latents(builder, DATA, latents), latents(builder, NOISE, latents), noisy, output));
  }

  private Operand<TFloat32> captions(NetworkBuilder builder, NetScope scope) {
    Operand<TBool> dropped =
        builder.tf().dtypes.cast(builder.input(DROPPED, TInt32.class, -1), TBool.class);
    Operand<TFloat32> captions =
        builder.input(
            CAPTIONS, TFloat32.class, -1, config.captionLength(), config.captionChannels());
    return Stdit.captions(scope, config, captions, dropped);
  }

  private Operand<TFloat32> mask(NetworkBuilder builder) {
    return builder.input(MASK, TFloat32.class, -1, config.captionLength());
  }

  private static void lose(NetworkBuilder builder, IddpmLoss.Parts parts) {
    Ops tf = builder.tf();
    Operand<TFloat32> losses = parts.sum(tf);
    builder.output(LOSSES, losses);
    builder.output(NOISE_LOSSES, parts.noise());
    builder.output(VARIANCE_LOSSES, parts.variance());
    builder.output(LOSS, tf.math.mean(losses, tf.constant(0)));
  }

  private long tokens(Shape latents) {
    return latents.dim(1) * (latents.dim(2) / config.patch()) * (latents.dim(3) / config.patch());
  }
}
