package io.kinolake.training.model;

import static io.kinolake.training.model.StditModel.CAPTIONS;
import static io.kinolake.training.model.StditModel.DATA;
import static io.kinolake.training.model.StditModel.DROPPED;
import static io.kinolake.training.model.StditModel.MASK;
import static io.kinolake.training.model.StditModel.NOISE;
import static io.kinolake.training.model.StditModel.NOISE_LOSSES;
import static io.kinolake.training.model.StditModel.STEP;
import static io.kinolake.training.model.StditModel.VARIANCE_LOSSES;
import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;
import static io.kinolake.training.model.TransformerTape.EMBEDDED;
import static io.kinolake.training.model.TransformerTape.STEERING;
import static io.kinolake.training.model.TransformerTape.TEXT;
import static io.kinolake.training.model.TransformerTape.TEXT_BIAS;
import static io.kinolake.training.model.TransformerTape.TOKENS;
import static io.kinolake.training.model.TransformerTape.latents;

import io.kinolake.models.diffusion.IddpmLoss;
import io.kinolake.models.diffusion.IddpmSchedule;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.networks.stdit.Stdit;
import io.kinolake.models.networks.stdit.StditBlock;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.tensor.Shape;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The graphs of {@link StditModel}.
 *
 * @param config sizes
 */
record StditPieces(StditConfig config) {
  /** The noisy latents, for the output: [batch, channels, frames, height, width]. */
  static final String NOISY = "noisy";

  void whole(NetworkBuilder builder, Shape latents) {
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

  void embedding(NetworkBuilder builder, Shape latents) {
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

  void block(NetworkBuilder builder, Shape latents, boolean first) {
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

  void output(NetworkBuilder builder, Shape latents) {
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
