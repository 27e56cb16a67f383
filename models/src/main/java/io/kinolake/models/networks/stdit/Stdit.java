package io.kinolake.models.networks.stdit;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Taps;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Modulation;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Patches;
import io.kinolake.models.nn.Sinusoid;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** The STDiT as one graph. */
public final class Stdit {
  private static final int FRAME_AXIS = 2;

  private Stdit() {}

  /**
   * What the network is given.
   *
   * @param latents noisy latents: [batch, channels, frames, height, width], all but the batch known
   * @param steps numbers of the diffusion's steps: [batch]
   * @param captions the text's tokens: [batch, length, channels]
   * @param captionMask one where {@code captions} is no padding, else zero: [batch, length]
   */
  public record Inputs(
      Operand<TFloat32> latents,
      Operand<TFloat32> steps,
      Operand<TFloat32> captions,
      Operand<TFloat32> captionMask) {}

  /** The embedded steps: for the output [batch, width], and for the blocks [batch, 6 · width]. */
  public record Time(Operand<TFloat32> embedded, Operand<TFloat32> steering) {}

  /**
   * The noise that the network sees in noisy latents, and where its variance lies between its
   * bounds.
   *
   * @return [batch, 2 · channels, frames, height, width]
   */
  public static Operand<TFloat32> predict(NetScope scope, StditConfig config, Inputs inputs) {
    Ops tf = scope.tf();
    int frames = Math.toIntExact(inputs.latents().shape().get(FRAME_AXIS));
    Time time = time(scope, config, inputs.steps());
    StditBlock.Text text = text(scope, config, inputs.captions(), inputs.captionMask());
    Operand<TFloat32> x = tokens(scope, config, inputs.latents());
    Optional<Operand<TFloat32>> positions = Optional.of(framePositions(tf, config, frames));
    for (int i = 0; i < config.depth(); i++) {
      NetScope block = scope.at("blocks", i).with(within(scope, "block" + i));
      x =
          scope.tap(
              "block" + i,
              StditBlock.run(
                  block,
                  config,
                  frames,
                  x,
                  time.steering(),
                  text,
                  i == 0 ? positions : Optional.empty()));
    }
    return output(scope, config, x, time.embedded(), inputs.latents().shape());
  }

  /**
   * Tokens of latents with their positions, in the order frame, row, column.
   *
   * @return [batch, frames · patches, width]
   */
  public static Operand<TFloat32> tokens(
      NetScope scope, StditConfig config, Operand<TFloat32> latents) {
    Ops tf = scope.tf();
    long frames = latents.shape().get(FRAME_AXIS);
    int rows = patches(config, latents.shape().get(3));
    int columns = patches(config, latents.shape().get(4));
    NetScope embedder = scope.at("x_embedder").at("proj");
    Operand<TFloat32> pictures =
        Dimensions.reshape(
            tf,
            Dimensions.transpose(tf, latents, 0, 2, 1, 3, 4),
            -1,
            config.channels(),
            latents.shape().get(3),
            latents.shape().get(4));
    Operand<TFloat32> patches =
        Linear.apply(
            tf,
            Patches.cut(tf, pictures, config.patch()),
            Dimensions.reshape(
                tf,
                embedder.matrix(
                    "weight", config.width(), config.channels(), 1, config.patch(), config.patch()),
                config.width(),
                -1),
            embedder.vector("bias", config.width()));
    long perFrame = (long) rows * columns;
    scope.tap("x_embedder", Dimensions.reshape(tf, patches, -1, frames * perFrame, config.width()));
    Operand<TFloat32> placed =
        tf.math.add(patches, constant(tf, StditPositions.space(config, rows, columns)));
    return Dimensions.reshape(tf, placed, -1, frames * perFrame, config.width());
  }

  /** Positions along time, for the first block: [1, frames, width]. */
  public static Operand<TFloat32> framePositions(Ops tf, StditConfig config, int frames) {
    return constant(tf, StditPositions.time(config, frames));
  }

  /** Embeds steps [batch]. */
  public static Time time(NetScope scope, StditConfig config, Operand<TFloat32> steps) {
    Ops tf = scope.tf();
    long width = config.width();
    NetScope mlp = scope.at("t_embedder");
    Operand<TFloat32> hidden =
        Linear.biased(
            mlp.at("mlp", 0),
            Sinusoid.embed(tf, steps, StditConfig.SINUSOID),
            StditConfig.SINUSOID,
            width);
    Operand<TFloat32> embedded =
        Linear.biased(mlp.at("mlp", 2), Activations.silu(tf, hidden), width, width);
    Operand<TFloat32> steering =
        Linear.biased(scope.at("t_block", 1), Activations.silu(tf, embedded), width, 6 * width);
    return new Time(scope.tap("t_embedder", embedded), scope.tap("t_block", steering));
  }

  /** The texts for cross-attention. */
  public static StditBlock.Text text(
      NetScope scope, StditConfig config, Operand<TFloat32> captions, Operand<TFloat32> mask) {
    Operand<TFloat32> tokens =
        StditBlock.perceptron(
            scope.at("y_embedder").at("y_proj"),
            captions,
            config.captionChannels(),
            config.width(),
            config.width());
    return new StditBlock.Text(
        scope.tap("y_embedder", tokens), Attention.keyBias(scope.tf(), mask));
  }

  /**
   * Captions, some of which are replaced by the one that stands for none, as training does to one
   * in ten; the mask stays the caption's own.
   *
   * @param captions [batch, captionLength, channels]
   * @param dropped [batch]
   */
  public static Operand<TFloat32> captions(
      NetScope scope, StditConfig config, Operand<TFloat32> captions, Operand<TBool> dropped) {
    Ops tf = scope.tf();
    Operand<TFloat32> none =
        scope.vector(StditConfig.NULL_CAPTION, config.captionLength(), config.captionChannels());
    return tf.select(Dimensions.reshape(tf, dropped, -1, 1, 1), none, captions);
  }

  /**
   * What stands after the blocks: tokens become noise and variances.
   *
   * @param x tokens after the last block: [batch, tokens, width]
   * @param embedded the embedded step: [batch, width]
   * @param latents shape of the noisy latents
   * @return [batch, 2 · channels, frames, height, width]
   */
  public static Operand<TFloat32> output(
      NetScope scope,
      StditConfig config,
      Operand<TFloat32> x,
      Operand<TFloat32> embedded,
      Shape latents) {
    Ops tf = scope.tf();
    NetScope last = scope.at("final_layer");
    List<Operand<TFloat32>> rows =
        Modulation.rows(tf, last.vector("scale_shift_table", 2, config.width()), embedded);
    Operand<TFloat32> steered =
        Modulation.apply(tf, Norms.layer(tf, x, StditConfig.EPSILON), rows.get(0), rows.get(1));
    long pixels = (long) config.patch() * config.patch();
    Operand<TFloat32> cells =
        Dimensions.reshape(
            tf,
            Linear.biased(
                last.at("linear"), steered, config.width(), pixels * 2 * config.channels()),
            -1,
            latents.get(2),
            latents.get(3) / config.patch(),
            latents.get(4) / config.patch(),
            config.patch(),
            config.patch(),
            2L * config.channels());
    return Dimensions.reshape(
        tf,
        Dimensions.transpose(tf, cells, 0, 6, 1, 2, 4, 3, 5),
        -1,
        2L * config.channels(),
        latents.get(2),
        latents.get(3),
        latents.get(4));
  }

  private static int patches(StditConfig config, long pixels) {
    if (pixels % config.patch() != 0) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Latents of %d pixels a side cannot be cut into patches of %d; take a multiple of it."
              .formatted(pixels, config.patch()));
    }
    return Math.toIntExact(pixels / config.patch());
  }

  private static Operand<TFloat32> constant(Ops tf, HostTensor table) {
    return tf.constant(Shape.of(table.shape().toArray()), DataBuffers.of(table.toFloats()));
  }

  private static Taps within(NetScope scope, String part) {
    return (name, value) -> scope.taps().see(part + "." + name, value);
  }
}
