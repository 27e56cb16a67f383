package io.kinolake.training.sample;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.sdvae.SdVae;
import io.kinolake.models.networks.sdvae.SdVaeConfig;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.util.Optional;
import java.util.function.Consumer;

/** Stable Diffusion's autoencoder, picture by picture. */
final class SdVaePictures implements LatentPictures {
  private final ModelFolder folder;
  private final SdVaeConfig config;
  private final NetworkOptions options;
  private Optional<SdVae> opened = Optional.empty();

  SdVaePictures(ModelFolder folder, NetworkOptions options) {
    this.folder = folder;
    this.config = SdVaeConfig.of(folder.config());
    this.options = options;
  }

  @Override
  public Fingerprint digest() {
    return folder.digest();
  }

  @Override
  public VideoShape fitted(VideoShape wanted, int patch) {
    return wanted.roundedDown(config.reduction() * patch);
  }

  @Override
  public Shape latents(VideoShape shape) {
    return Shape.of(
        shape.frames(),
        config.latentChannels(),
        shape.size().height() / config.reduction(),
        shape.size().width() / config.reduction());
  }

  @Override
  public HostTensor encode(RgbImage image, long seed) {
    Posterior posterior = vae().encode(Pixels.of(image));
    Shape shape = posterior.mean().shape();
    float[] noise = new TorchNormal(seed).draw(Math.toIntExact(shape.elements()));
    return times(posterior.sample(HostTensor.floats(shape, noise)), config.scalingFactor());
  }

  @Override
  public void decode(HostTensor latents, VideoShape shape, Consumer<RgbImage> pictures) {
    for (long i = 0; i < latents.shape().dim(0); i++) {
      HostTensor latent = times(TensorRows.slice(latents, i, i + 1), 1 / config.scalingFactor());
      pictures.accept(Pixels.image(TensorRows.row(vae().decode(latent), 0)));
    }
  }

  @Override
  public void close() {
    opened.ifPresent(SdVae::close);
    opened = Optional.empty();
  }

  private SdVae vae() {
    if (opened.isEmpty()) {
      try (WeightSource weights = folder.openWeights()) {
        opened = Optional.of(SdVae.load(config, weights, options));
      }
    }
    return opened.get();
  }

  private static HostTensor times(HostTensor tensor, double factor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
    return HostTensor.floats(tensor.shape(), values);
  }
}
