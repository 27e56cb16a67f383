package io.kinolake.models.networks.sdvae;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.CheckedNetwork;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Stable Diffusion's autoencoder with its weights. Pictures of any size go through the same
 * network, one at a time, so that memory is that of one picture. Thread-safe; owns native memory
 * until it is closed.
 */
public final class SdVae implements AutoCloseable {
  static final String IMAGES = "images";
  static final String LATENTS = "latents";

  private final SdVaeConfig config;
  private final TensorModel encoder;
  private final Optional<TensorModel> decoder;

  private SdVae(SdVaeConfig config, TensorModel encoder, Optional<TensorModel> decoder) {
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * Builds the networks and loads their weights.
   *
   * @param weights by today's or older names; not needed afterwards, and not closed
   * @throws KinolakeException BAD_CONFIG if they do not fit
   */
  public static SdVae load(SdVaeConfig config, WeightSource weights, NetworkOptions options) {
    TensorModel encoder = encoder(config, weights, options);
    try {
      return new SdVae(config, encoder, Optional.of(decoder(config, weights, options)));
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }

  /**
   * An autoencoder that only encodes, over a model that takes and gives what {@link #encoder} does,
   * wherever it runs.
   *
   * @param encoder closed with the autoencoder
   * @throws KinolakeException BAD_CONFIG if it is another model
   */
  public static SdVae encoding(SdVaeConfig config, TensorModel encoder) {
    List<Long> images = List.of(-1L, (long) config.channels(), -1L, -1L);
    List<Long> latents = List.of(-1L, (long) config.latentChannels(), -1L, -1L);
    encoder.require(
        "the encoder of Stable Diffusion's autoencoder",
        List.of(new TensorSpec(IMAGES, DType.F32, images)),
        Posterior.OUTPUTS.stream().map(name -> new TensorSpec(name, DType.F32, latents)).toList());
    return new SdVae(config, encoder, Optional.empty());
  }

  /**
   * The network from {@code images}, F32 [n, channels, height, width], to {@code mean} and {@code
   * logvar}, F32 [n, latentChannels, height/8, width/8].
   */
  public static TensorModel encoder(
      SdVaeConfig config, WeightSource weights, NetworkOptions options) {
    return new CheckedNetwork(
        Network.open(options, SdVaeNames.view(weights), builder -> defineEncoder(builder, config)));
  }

  /** The network from {@code latents} back to {@code images}. */
  public static TensorModel decoder(
      SdVaeConfig config, WeightSource weights, NetworkOptions options) {
    return new CheckedNetwork(
        Network.open(options, SdVaeNames.view(weights), builder -> defineDecoder(builder, config)));
  }

  public SdVaeConfig config() {
    return config;
  }

  /**
   * Encodes pictures.
   *
   * @param images [n, channels, height, width], F32, −1 to 1; height and width are multiples of the
   *     reduction
   * @return distributions of [n, latentChannels, height/8, width/8], not scaled
   * @throws KinolakeException NOT_FINITE naming a layer; BAD_ARGUMENT for other sizes
   */
  public Posterior encode(HostTensor images) {
    requireImages(images.shape());
    List<HostTensor> means = new ArrayList<>();
    List<HostTensor> logvars = new ArrayList<>();
    for (long i = 0; i < images.shape().dim(0); i++) {
      HostTensor image = TensorRows.slice(images, i, i + 1);
      Posterior one = Posterior.of(encoder.run(Map.of(IMAGES, image), Posterior.OUTPUTS));
      means.add(one.mean());
      logvars.add(one.logvar());
    }
    return new Posterior(TensorRows.concat(means), TensorRows.concat(logvars));
  }

  /**
   * Decodes latents.
   *
   * @param latents [n, latentChannels, height, width], F32, not scaled
   * @return [n, channels, 8·height, 8·width], about −1 to 1, not clamped
   * @throws KinolakeException NOT_FINITE naming a layer; BAD_ARGUMENT for other sizes
   */
  public HostTensor decode(HostTensor latents) {
    require(
        latents.shape().rank() == 4
            && latents.shape().dim(1) == config.latentChannels()
            && latents.shape().elements() > 0,
        "Latents of shape %s cannot be decoded; [n, %d, height, width] can."
            .formatted(latents.shape(), config.latentChannels()));
    TensorModel network =
        decoder.orElseThrow(
            () -> new IllegalStateException("This autoencoder was opened to encode only"));
    List<HostTensor> images = new ArrayList<>();
    for (long i = 0; i < latents.shape().dim(0); i++) {
      HostTensor latent = TensorRows.slice(latents, i, i + 1);
      images.add(network.run(Map.of(LATENTS, latent), List.of(IMAGES)).get(IMAGES));
    }
    return TensorRows.concat(images);
  }

  @Override
  public void close() {
    encoder.close();
    decoder.ifPresent(TensorModel::close);
  }

  private static void defineEncoder(NetworkBuilder builder, SdVaeConfig config) {
    Operand<TFloat32> images = builder.input(IMAGES, TFloat32.class, -1, config.channels(), -1, -1);
    Posterior.declare(builder, SdVaeEncoder.moments(FiniteCheck.watched(builder), config, images));
  }

  private static void defineDecoder(NetworkBuilder builder, SdVaeConfig config) {
    Operand<TFloat32> latents =
        builder.input(LATENTS, TFloat32.class, -1, config.latentChannels(), -1, -1);
    builder.output(IMAGES, SdVaeDecoder.images(FiniteCheck.watched(builder), config, latents));
  }

  private void requireImages(Shape shape) {
    long step = config.reduction();
    boolean fits =
        shape.rank() == 4
            && shape.dim(1) == config.channels()
            && shape.dim(2) % step == 0
            && shape.dim(3) % step == 0
            && shape.elements() > 0;
    require(
        fits,
        "Pictures of shape %s cannot be encoded; [n, %d, height, width] with multiples of %d can."
            .formatted(shape, config.channels(), step));
  }

  private static void require(boolean fits, String message) {
    if (!fits) {
      throw new KinolakeException(FailureCode.BAD_ARGUMENT, message);
    }
  }
}
