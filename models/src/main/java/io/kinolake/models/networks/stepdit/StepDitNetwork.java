package io.kinolake.models.networks.stepdit;

import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Step-Video's transformer, ready to run on latents of one size. Thread-safe. Owns the network's
 * memory until it is closed.
 */
public final class StepDitNetwork implements AutoCloseable {
  private static final String LATENTS = "latents";
  private static final String TIMES = "times";
  private static final String CAPTIONS = "captions";
  private static final String CLIP = "clip";
  private static final String MASK = "mask";
  private static final String IMAGE = "image";
  private static final String MOTION = "motion";
  private static final String VELOCITY = "velocity";

  /** Checkpoints may hold embedders of sizes and rates, which this form of the network lacks. */
  /** How the published weights are named, and which of them have no use. */
  public static final WeightLayout LAYOUT =
      WeightLayout.plain(name -> name.startsWith("adaln_single.emb."));

  private final StepDitConfig config;
  private final Network network;

  private StepDitNetwork(StepDitConfig config, Network network) {
    this.config = config;
    this.network = network;
  }

  /**
   * The image that a video starts from.
   *
   * @param latents its latents in the first frame, then zeros: as the noisy latents
   * @param motion how much shall move; {@link StepDitConfig#MOTION_SCORE} in training
   */
  public record Image(HostTensor latents, float motion) {}

  /**
   * Builds the network and loads its weights.
   *
   * @param frames latent frames
   * @param height of the latents
   * @param width of the latents
   * @throws io.kinolake.schemas.failure.KinolakeException if the weights or sizes do not fit
   */
  public static StepDitNetwork open(
      StepDitConfig config,
      int frames,
      int height,
      int width,
      NetworkOptions options,
      WeightSource weights) {
    Network network =
        Network.open(
            options, LAYOUT, weights, builder -> define(builder, config, frames, height, width));
    return new StepDitNetwork(config, network);
  }

  /** Names and shapes of all parameters. */
  public static Map<String, Shape> parameterShapes(StepDitConfig config) {
    int patch = config.patch();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT, builder -> define(builder, config, 1, patch, patch))) {
      return network.parameterShapes();
    }
  }

  /**
   * The velocity seen in noisy latents.
   *
   * @param latents [batch, frames, channels, height, width]
   * @param time within [0, 1], 0 for noise
   * @param prompt texts of each sample; {@link StepDitPrompt#trimmed} saves time
   * @param image for image to video
   * @return as {@code latents}, with the channels of the output
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE naming the first layer whose
   *     output holds NaN or infinity
   */
  public HostTensor velocity(
      HostTensor latents, float time, StepDitPrompt prompt, Optional<Image> image) {
    if (image.isPresent() != config.conditioned()) {
      throw new IllegalArgumentException(
          config.conditioned()
              ? "The image-to-video network is given no image"
              : "The text-to-video network takes no image");
    }
    int batch = Math.toIntExact(latents.shape().dim(0));
    Map<String, HostTensor> given = new HashMap<>();
    given.put(LATENTS, latents);
    given.put(TIMES, repeated(time, batch));
    given.put(CAPTIONS, prompt.captions());
    given.put(CLIP, prompt.clip());
    given.put(MASK, prompt.mask());
    image.ifPresent(
        present -> {
          given.put(IMAGE, present.latents());
          given.put(MOTION, repeated(present.motion(), batch));
        });
    return FiniteCheck.run(network, given, List.of(VELOCITY)).get(VELOCITY);
  }

  @Override
  public void close() {
    network.close();
  }

  private static void define(
      NetworkBuilder builder, StepDitConfig config, int frames, int height, int width) {
    Operand<TFloat32> latents =
        builder.input(LATENTS, TFloat32.class, -1, frames, config.inChannels(), height, width);
    Operand<TFloat32> times = builder.input(TIMES, TFloat32.class, -1);
    Operand<TFloat32> captions =
        builder.input(CAPTIONS, TFloat32.class, -1, -1, config.captionChannels());
    Operand<TFloat32> clip =
        builder.input(CLIP, TFloat32.class, -1, StepDitConfig.CLIP_TOKENS, config.clipChannels());
    Operand<TFloat32> mask = builder.input(MASK, TFloat32.class, -1, -1);
    Optional<StepDit.Image> image =
        config.conditioned()
            ? Optional.of(
                new StepDit.Image(
                    builder.input(
                        IMAGE, TFloat32.class, -1, frames, config.inChannels(), height, width),
                    builder.input(MOTION, TFloat32.class, -1)))
            : Optional.empty();
    NetScope scope = FiniteCheck.watched(builder);
    builder.output(
        VELOCITY,
        StepDit.velocity(
            scope,
            config,
            new StepDit.Inputs(
                latents,
                StepDitEmbedding.timeSinusoid(scope, times),
                captions,
                clip,
                mask,
                image)));
  }

  private static HostTensor repeated(float value, int batch) {
    float[] values = new float[batch];
    Arrays.fill(values, value);
    return HostTensor.floats(Shape.of(batch), values);
  }
}
