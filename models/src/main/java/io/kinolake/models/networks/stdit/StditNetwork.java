package io.kinolake.models.networks.stdit;

import io.kinolake.models.diffusion.Denoiser;
import io.kinolake.models.diffusion.Guidance;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The STDiT, ready to run on latents of one size. Thread-safe. Owns the network's memory until it
 * is closed.
 */
public final class StditNetwork implements AutoCloseable {
  /** Open-Sora guides the first three of the four channels. */
  public static final int GUIDED_CHANNELS = 3;

  private static final String LATENTS = "latents";
  private static final String STEPS = "steps";
  private static final String CAPTIONS = "captions";
  private static final String MASK = "mask";
  private static final String DROPPED = "dropped";
  private static final String OUTPUT = "output";

  /** How the published weights are named, and which of them have no use. */
  public static final WeightLayout LAYOUT =
      WeightLayout.plain(
          name -> name.equals(StditPositions.SPACE) || name.equals(StditPositions.TIME));

  private final Network network;

  private StditNetwork(Network network) {
    this.network = network;
  }

  /**
   * Encoded texts, one for each sample.
   *
   * @param captions hidden states of T5: [batch, captionLength, channels]
   * @param mask one where {@code captions} is no padding: [batch, captionLength]
   */
  public record Prompt(HostTensor captions, HostTensor mask) {}

  /**
   * Builds the network and loads its weights.
   *
   * @param frames latent frames
   * @param height of the latents
   * @param width of the latents
   * @throws io.kinolake.schemas.failure.KinolakeException if the weights or sizes do not fit
   */
  public static StditNetwork open(
      StditConfig config,
      int frames,
      int height,
      int width,
      NetworkOptions options,
      WeightSource weights) {
    Network network =
        Network.open(
            options, LAYOUT, weights, builder -> define(builder, config, frames, height, width));
    return new StditNetwork(network);
  }

  /**
   * Names and shapes of all parameters; among them {@link StditConfig#NULL_CAPTION}, which is not
   * trained.
   */
  public static Map<String, Shape> parameterShapes(StditConfig config) {
    int patch = config.patch();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT, builder -> define(builder, config, 1, patch, patch))) {
      return network.parameterShapes();
    }
  }

  /**
   * The noise seen in noisy latents and the place of its variance.
   *
   * @param latents [batch, channels, frames, height, width]
   * @param step number of the step among those of training
   * @param dropped which samples are given no text; their mask is the text's all the same
   * @return [batch, 2 · channels, frames, height, width]
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE naming the first layer whose
   *     output holds NaN or infinity
   */
  public HostTensor predict(HostTensor latents, float step, Prompt prompt, boolean... dropped) {
    float[] steps = new float[dropped.length];
    Arrays.fill(steps, step);
    int[] flags = new int[dropped.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = dropped[i] ? 1 : 0;
    }
    return FiniteCheck.run(
            network,
            Map.of(
                LATENTS, latents,
                STEPS, HostTensor.floats(Shape.of(steps.length), steps),
                CAPTIONS, prompt.captions().cast(DType.F32),
                MASK, prompt.mask().cast(DType.F32),
                DROPPED, integers(flags)),
            List.of(OUTPUT))
        .get(OUTPUT);
  }

  /**
   * This network with guidance, for {@code IddpmSampler}.
   *
   * @param prompt texts of the samples
   */
  public Denoiser guided(Prompt prompt, float scale) {
    return guided(prompt, scale, GUIDED_CHANNELS);
  }

  /**
   * As {@link #guided(Prompt, float)}.
   *
   * @param channels how many of the latents' channels are guided
   */
  public Denoiser guided(Prompt prompt, float scale, int channels) {
    int batch = Math.toIntExact(prompt.mask().shape().dim(0));
    boolean[] dropped = new boolean[2 * batch];
    Arrays.fill(dropped, batch, 2 * batch, true);
    Prompt both = new Prompt(twice(prompt.captions()), twice(prompt.mask()));
    return new Guidance(
        (latents, step) -> predict(latents, step, both, dropped),
        scale,
        Guidance.Order.TEXT_FIRST,
        channels);
  }

  @Override
  public void close() {
    network.close();
  }

  private static void define(
      NetworkBuilder builder, StditConfig config, int frames, int height, int width) {
    Ops tf = builder.tf();
    int length = config.captionLength();
    Operand<TFloat32> latents =
        builder.input(LATENTS, TFloat32.class, -1, config.channels(), frames, height, width);
    Operand<TFloat32> steps = builder.input(STEPS, TFloat32.class, -1);
    Operand<TFloat32> captions =
        builder.input(CAPTIONS, TFloat32.class, -1, length, config.captionChannels());
    Operand<TFloat32> mask = builder.input(MASK, TFloat32.class, -1, length);
    Operand<TBool> dropped = tf.dtypes.cast(builder.input(DROPPED, TInt32.class, -1), TBool.class);
    NetScope scope = FiniteCheck.watched(builder);
    builder.output(
        OUTPUT,
        Stdit.predict(
            scope,
            config,
            new Stdit.Inputs(
                latents, steps, Stdit.captions(scope, config, captions, dropped), mask)));
  }

  private static HostTensor twice(HostTensor tensor) {
    float[] values = tensor.toFloats();
    float[] twice = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, twice, values.length, values.length);
    long[] dims = tensor.shape().toArray();
    dims[0] *= 2;
    return HostTensor.floats(Shape.of(dims), twice);
  }

  private static HostTensor integers(int... values) {
    return HostTensor.integers(
        DType.I32, Shape.of(values.length), Arrays.stream(values).asLongStream().toArray());
  }
}
