package io.kinolake.training.sample;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.stepvideo.StepVideoVaeFile;
import io.kinolake.models.networks.stepvideovae.StepVideoVae;
import io.kinolake.models.networks.stepvideovae.StepVideoVaeConfig;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.schemas.Fingerprint;
import java.util.Optional;
import java.util.function.Consumer;

/** Step-Video's autoencoder: 17 pictures to three latent frames, or one to one. */
final class StepVideoPictures implements LatentPictures {
  private final StepVideoVaeFile file;
  private final NetworkOptions options;
  private Optional<StepVideoVae> opened = Optional.empty();

  StepVideoPictures(StepVideoVaeFile file, NetworkOptions options) {
    this.file = file;
    this.options = options;
  }

  @Override
  public Fingerprint digest() {
    return file.digest();
  }

  /** Frames are whole chunks, or one. */
  @Override
  public VideoShape fitted(VideoShape wanted, int patch) {
    int chunk = file.config().frames();
    return wanted
        .roundedDown(file.config().reduction() * patch)
        .withFrames(Math.max(wanted.frames() / chunk * chunk, 1));
  }

  @Override
  public Shape latents(VideoShape shape) {
    StepVideoVaeConfig config = file.config();
    return Shape.of(
        Math.max(shape.frames() / config.frames() * config.latentFrames(), 1),
        config.latentChannels(),
        shape.size().height() / config.reduction(),
        shape.size().width() / config.reduction());
  }

  @Override
  public HostTensor encode(RgbImage image, long seed) {
    Posterior posterior = vae().encodeChunk(Pixels.of(image));
    Shape shape = posterior.mean().shape();
    float[] noise = new TorchNormal(seed).draw(Math.toIntExact(shape.elements()));
    return posterior.sample(HostTensor.floats(shape, noise));
  }

  @Override
  public void decode(HostTensor latents, VideoShape shape, Consumer<RgbImage> pictures) {
    vae()
        .decode(
            latents,
            chunk -> {
              for (long i = 0; i < chunk.shape().dim(0); i++) {
                pictures.accept(Pixels.image(TensorRows.row(chunk, i)));
              }
            });
  }

  @Override
  public void close() {
    opened.ifPresent(StepVideoVae::close);
    opened = Optional.empty();
  }

  private StepVideoVae vae() {
    if (opened.isEmpty()) {
      opened = Optional.of(file.load(options));
    }
    return opened.get();
  }
}
