package io.kinolake.models.networks.stepvideovae;

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
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Step-Video's autoencoder with its weights. Videos of any size go through the same network, chunk
 * by chunk, so that the engine's memory is that of one chunk. Thread-safe; owns native memory until
 * it is closed.
 */
public final class StepVideoVae implements AutoCloseable {
  static final String VIDEO = "video";
  static final String LATENT = "latent";
  static final String FRAMES = "frames";

  private final StepVideoVaeConfig config;
  private final TensorModel encoder;
  private final Optional<Network> decoder;

  private StepVideoVae(StepVideoVaeConfig config, TensorModel encoder, Optional<Network> decoder) {
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * Builds both networks and loads their weights.
   *
   * @param weights not needed afterwards, and not closed
   * @throws KinolakeException WRONG_WEIGHTS if they do not fit
   */
  public static StepVideoVae load(
      StepVideoVaeConfig config, WeightSource weights, NetworkOptions options) {
    TensorModel encoder = encoder(config, weights, options);
    try {
      Network decoder =
          Network.open(
              options,
              StepVideoVaeLayout.decoder(weights),
              weights,
              builder -> defineDecoder(builder, config));
      return new StepVideoVae(config, encoder, Optional.of(decoder));
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }

  /** As {@link #load}, for encoding only: the larger decoder is left out. */
  public static StepVideoVae loadEncoder(
      StepVideoVaeConfig config, WeightSource weights, NetworkOptions options) {
    return new StepVideoVae(config, encoder(config, weights, options), Optional.empty());
  }

  /**
   * An autoencoder that only encodes, over a model that takes and gives what {@link #encoder} does,
   * wherever it runs.
   *
   * @param encoder closed with the autoencoder
   * @throws KinolakeException BAD_CONFIG if it is another model
   */
  public static StepVideoVae encoding(StepVideoVaeConfig config, TensorModel encoder) {
    List<Long> video = List.of(-1L, (long) config.encoder().channels(), -1L, -1L);
    List<Long> latents = List.of(-1L, (long) config.latentChannels(), -1L, -1L);
    encoder.require(
        "the encoder of Step-Video's autoencoder",
        List.of(new TensorSpec(VIDEO, DType.F32, video)),
        Posterior.OUTPUTS.stream().map(name -> new TensorSpec(name, DType.F32, latents)).toList());
    return new StepVideoVae(config, encoder, Optional.empty());
  }

  public StepVideoVaeConfig config() {
    return config;
  }

  /**
   * Encodes videos.
   *
   * @param videos [n, frames, channels, height, width], F32, −1 to 1; height and width are
   *     multiples of the reduction. Frames are whole chunks, and perhaps a rest that the network
   *     can halve: 1 to 4 or 9 to 12 frames of 17
   * @return distributions of [n, latentFrames, latentChannels, height/16, width/16]
   * @throws KinolakeException NOT_FINITE naming a layer; BAD_ARGUMENT for other sizes
   */
  public Posterior encode(HostTensor videos) {
    requireVideos(videos.shape());
    List<HostTensor> means = new ArrayList<>();
    List<HostTensor> logvars = new ArrayList<>();
    for (long i = 0; i < videos.shape().dim(0); i++) {
      Posterior one = encodeOne(TensorRows.row(videos, i));
      means.add(one.mean());
      logvars.add(one.logvar());
    }
    return new Posterior(TensorRows.stack(means), TensorRows.stack(logvars));
  }

  /**
   * Encodes one chunk.
   *
   * @param chunk [frames, channels, height, width], as in {@link #encode}
   * @return distributions of [latentFrames, latentChannels, height/16, width/16]
   */
  public Posterior encodeChunk(HostTensor chunk) {
    return Posterior.of(encoder.run(Map.of(VIDEO, chunk), Posterior.OUTPUTS));
  }

  /**
   * Decodes latents.
   *
   * @param latents [n, latentFrames, latentChannels, height, width], F32
   * @return [n, frames, channels, 16·height, 16·width], about −1 to 1, not clamped
   * @throws KinolakeException NOT_FINITE naming a layer; BAD_ARGUMENT for other sizes
   */
  public HostTensor decode(HostTensor latents) {
    Shape shape = latents.shape();
    require(
        shape.rank() == 5 && shape.dim(2) == config.latentChannels() && shape.elements() > 0,
        "Latents of shape %s cannot be decoded; [n, frames, %d, height, width] can."
            .formatted(shape, config.latentChannels()));
    List<HostTensor> videos = new ArrayList<>();
    for (long i = 0; i < shape.dim(0); i++) {
      List<HostTensor> chunks = new ArrayList<>();
      decode(TensorRows.row(latents, i), chunks::add);
      videos.add(TensorRows.concat(chunks));
    }
    return TensorRows.stack(videos);
  }

  /**
   * Decodes one latent chunk by chunk; two chunks at most are held at a time.
   *
   * @param latent [latentFrames, latentChannels, height, width], F32
   * @param frames takes the video in pieces [frames, channels, 16·height, 16·width], in order
   */
  public void decode(HostTensor latent, Consumer<HostTensor> frames) {
    ChunkMixer mixer = new ChunkMixer(config.remain(), frames);
    long length = latent.shape().dim(0);
    for (long from = 0; from < length; from += config.latentFrames()) {
      long to = Math.min(length, from + config.latentFrames());
      mixer.accept(decodeChunk(TensorRows.slice(latent, from, to)));
    }
    mixer.finish();
  }

  @Override
  public void close() {
    encoder.close();
    decoder.ifPresent(Network::close);
  }

  private Posterior encodeOne(HostTensor video) {
    List<HostTensor> means = new ArrayList<>();
    List<HostTensor> logvars = new ArrayList<>();
    long length = video.shape().dim(0);
    for (long from = 0; from < length; from += config.frames()) {
      Posterior chunk =
          encodeChunk(TensorRows.slice(video, from, Math.min(length, from + config.frames())));
      means.add(chunk.mean());
      logvars.add(chunk.logvar());
    }
    return new Posterior(TensorRows.concat(means), TensorRows.concat(logvars));
  }

  /** The frames of a latent chunk before they are mixed with its neighbours'. */
  private HostTensor decodeChunk(HostTensor latent) {
    Network network =
        decoder.orElseThrow(
            () -> new IllegalStateException("Only the encoder of this autoencoder is loaded"));
    return FiniteCheck.run(network, Map.of(LATENT, latent), List.of(FRAMES)).get(FRAMES);
  }

  /**
   * The network of one chunk: from {@code video}, F32 [frames, channels, height, width], to {@code
   * mean} and {@code logvar}, F32 [latentFrames, latentChannels, height/16, width/16].
   */
  public static TensorModel encoder(
      StepVideoVaeConfig config, WeightSource weights, NetworkOptions options) {
    return new CheckedNetwork(
        Network.open(
            options,
            StepVideoVaeLayout.encoder(),
            weights,
            builder -> defineEncoder(builder, config)));
  }

  private static void defineEncoder(NetworkBuilder builder, StepVideoVaeConfig config) {
    Operand<TFloat32> video =
        builder.input(VIDEO, TFloat32.class, -1, config.encoder().channels(), -1, -1);
    Posterior.declare(
        builder, StepVideoVaeEncoder.moments(FiniteCheck.watched(builder), config, video));
  }

  private static void defineDecoder(NetworkBuilder builder, StepVideoVaeConfig config) {
    Operand<TFloat32> latent =
        builder.input(LATENT, TFloat32.class, -1, config.latentChannels(), -1, -1);
    builder.output(
        FRAMES, StepVideoVaeDecoder.frames(FiniteCheck.watched(builder), config, latent));
  }

  private void requireVideos(Shape shape) {
    long step = config.reduction();
    require(
        shape.rank() == 5
            && shape.dim(2) == config.encoder().channels()
            && shape.dim(3) % step == 0
            && shape.dim(4) % step == 0
            && shape.elements() > 0,
        "Videos of shape %s cannot be encoded; [n, frames, %d, height, width] with multiples of %d can."
            .formatted(shape, config.encoder().channels(), step));
    long rest = shape.dim(1) % config.frames();
    require(
        rest == 0 || config.isEncodable(rest),
        "A video of %d frames cannot be encoded: its last chunk has %d of %d frames. Cut it to %d frames."
            .formatted(shape.dim(1), rest, config.frames(), shape.dim(1) - rest));
  }

  private static void require(boolean fits, String message) {
    if (!fits) {
      throw new KinolakeException(FailureCode.BAD_ARGUMENT, message);
    }
  }
}
