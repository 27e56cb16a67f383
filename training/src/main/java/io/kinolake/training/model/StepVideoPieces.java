package io.kinolake.training.model;

import static io.kinolake.training.model.StepVideoModel.CAPTIONS;
import static io.kinolake.training.model.StepVideoModel.CLIP;
import static io.kinolake.training.model.StepVideoModel.DATA;
import static io.kinolake.training.model.StepVideoModel.DATA_WEIGHT;
import static io.kinolake.training.model.StepVideoModel.IMAGE;
import static io.kinolake.training.model.StepVideoModel.MASK;
import static io.kinolake.training.model.StepVideoModel.MOTION;
import static io.kinolake.training.model.StepVideoModel.NOISE;
import static io.kinolake.training.model.StepVideoModel.NOISE_WEIGHT;
import static io.kinolake.training.model.StepVideoModel.TIMESTEP;
import static io.kinolake.training.model.TransformerTape.EMBEDDED;
import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;
import static io.kinolake.training.model.TransformerTape.latents;

import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.diffusion.FlowMatchingLoss;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stepdit.StepDit;
import io.kinolake.models.networks.stepdit.StepDitBlock;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.networks.stepdit.StepDitEmbedding;
import io.kinolake.models.networks.stepdit.StepDitGrid;
import io.kinolake.models.networks.stepdit.StepDitOutput;
import io.kinolake.models.nn.Rotary3d;
import io.kinolake.models.tensor.Shape;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The graphs of {@link StepVideoModel}.
 *
 * @param config sizes
 * @param objective makes the loss of the samples' errors
 */
record StepVideoPieces(StepDitConfig config, FlowConvention convention, FlowObjective objective) {

  void whole(NetworkBuilder builder, Shape latents) {
    NetScope scope = builder.scope();
    Operand<TFloat32> data = latents(builder, DATA, latents);
    Operand<TFloat32> noise = latents(builder, NOISE, latents);
    StepDit.Inputs inputs = given(builder, latents, noisy(builder, data, noise));
    objective.define(
        builder, errors(builder, StepDit.velocity(scope, config, inputs), data, noise));
  }

  void embedding(NetworkBuilder builder, Shape latents) {
    embed(
        builder,
        latents,
        noisy(builder, latents(builder, DATA, latents), latents(builder, NOISE, latents)));
  }

  /** As {@link #embedding}, of latents that are noisy already. */
  void embeddingOfNoisy(NetworkBuilder builder, Shape latents) {
    embed(builder, latents, latents(builder, StepVideoVelocity.LATENTS, latents));
  }

  private void embed(NetworkBuilder builder, Shape latents, Operand<TFloat32> noisy) {
    NetScope scope = builder.scope();
    StepDit.Inputs in = given(builder, latents, noisy);
    StepDitEmbedding.Time time =
        StepDitEmbedding.time(
            scope, config, in.timeSinusoid(), in.image().map(StepDit.Image::motion));
    StepDitBlock.Text text =
        StepDitEmbedding.text(scope, config, in.captions(), in.clip(), in.captionMask());
    builder.output(
        TOKENS,
        StepDitEmbedding.tokens(
            scope, config, in.latents(), in.image().map(StepDit.Image::latents)));
    builder.output(EMBEDDED, time.embedded());
    builder.output(STEERING, time.steering());
    builder.output(TEXT, text.tokens());
    builder.output(TEXT_BIAS, text.bias());
  }

  void block(NetworkBuilder builder, Shape latents) {
    StepDitGrid grid = grid(latents);
    long width = config.width();
    Operand<TFloat32> x = builder.input(TOKENS, TFloat32.class, -1, grid.tokens(), width);
    Operand<TFloat32> steering = builder.input(STEERING, TFloat32.class, -1, 6 * width);
    Operand<TFloat32> text = builder.input(TEXT, TFloat32.class, -1, -1, width);
    Operand<TFloat32> bias = builder.input(TEXT_BIAS, TFloat32.class, -1, 1, 1, -1);
    builder.output(
        TOKENS,
        StepDitBlock.run(
            builder.scope(),
            config.block(),
            x,
            steering,
            new StepDitBlock.Text(text, bias),
            Rotary3d.tables(builder.tf(), grid.extents(), config.rotaryParts())));
  }

  void output(NetworkBuilder builder, Shape latents) {
    objective.define(builder, errors(builder, latents));
  }

  /** Each sample's error of the velocity, after the blocks: [batch]. */
  Operand<TFloat32> errors(NetworkBuilder builder, Shape latents) {
    return errors(
        builder,
        velocity(builder, latents),
        latents(builder, DATA, latents),
        latents(builder, NOISE, latents));
  }

  /** The velocity after the blocks: as the latents. */
  Operand<TFloat32> velocity(NetworkBuilder builder, Shape latents) {
    StepDitGrid grid = grid(latents);
    long width = config.width();
    Operand<TFloat32> x = builder.input(TOKENS, TFloat32.class, -1, grid.tokens(), width);
    Operand<TFloat32> embedded = builder.input(EMBEDDED, TFloat32.class, -1, width);
    return StepDitOutput.run(builder.scope(), config, grid, x, embedded);
  }

  private Operand<TFloat32> noisy(
      NetworkBuilder builder, Operand<TFloat32> data, Operand<TFloat32> noise) {
    return FlowMatchingLoss.noisy(
        builder.tf(),
        data,
        noise,
        builder.input(DATA_WEIGHT, TFloat32.class, -1),
        builder.input(NOISE_WEIGHT, TFloat32.class, -1));
  }

  private StepDit.Inputs given(NetworkBuilder builder, Shape latents, Operand<TFloat32> noisy) {
    Operand<TFloat32> timestep = builder.input(TIMESTEP, TFloat32.class, -1);
    Optional<StepDit.Image> image =
        config.conditioned()
            ? Optional.of(
                new StepDit.Image(
                    latents(builder, IMAGE, latents), builder.input(MOTION, TFloat32.class, -1)))
            : Optional.empty();
    return new StepDit.Inputs(
        noisy,
        StepDitEmbedding.timeSinusoid(builder.scope(), timestep),
        builder.input(CAPTIONS, TFloat32.class, -1, -1, config.captionChannels()),
        builder.input(CLIP, TFloat32.class, -1, StepDitConfig.CLIP_TOKENS, config.clipChannels()),
        builder.input(MASK, TFloat32.class, -1, -1),
        image);
  }

  private Operand<TFloat32> errors(
      NetworkBuilder builder,
      Operand<TFloat32> velocity,
      Operand<TFloat32> data,
      Operand<TFloat32> noise) {
    Ops tf = builder.tf();
    Operand<TFloat32> target = FlowMatchingLoss.target(tf, convention, data, noise);
    return FlowMatchingLoss.of(tf, velocity, target);
  }

  /** The tokens of latents. */
  StepDitGrid grid(Shape latents) {
    return StepDitGrid.of(config, latents.dim(0), latents.dim(2), latents.dim(3));
  }
}
