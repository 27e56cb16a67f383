package io.kinolake.udfs.feature;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.sdvae.SdVae;
import io.kinolake.models.networks.sdvae.SdVaeConfig;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Latents of Stable Diffusion's autoencoder, picture by picture, as Open-Sora 1.0 takes them. Mean
 * and logarithm of the variance are kept, so that training can draw from the distribution; neither
 * is scaled (training multiplies a sample by 0.18215).
 *
 * @param model the folder of the published autoencoder, such as stabilityai/sd-vae-ft-ema
 */
public record SdVaeLatents(ModelFolder model) implements LatentEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;

  /** The network's name among engines. */
  private static final String ENGINE = "sd-vae-encode";

  private static final float HALF_RANGE = 127.5f;

  @Override
  public String name() {
    return "sd-vae";
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, model.digest());
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Latents latents(int frames, FrameSize picture) {
    int reduction = SdVaeConfig.of(model.config()).reduction();
    return new Latents(frames, picture.height() / reduction, picture.width() / reduction);
  }

  @Override
  public Encoder open(StageContext context) {
    SdVae vae = context.models().get(SdVae.class, digest(), () -> load(context));
    return new Encoder() {
      @Override
      public Sample begin(int frames, FrameSize picture) {
        return new Encoding(vae);
      }

      @Override
      public void close() {} // the pool owns the model
    };
  }

  private SdVae load(StageContext context) {
    SdVaeConfig config = SdVaeConfig.of(model.config());
    Optional<TensorModel> served = context.served(ENGINE);
    if (served.isPresent()) {
      return SdVae.encoding(config, served.get());
    }
    try (WeightSource weights = model.openWeights()) {
      return SdVae.encoding(config, SdVae.encoder(config, weights, context.networkOptions()));
    }
  }

  private static final class Encoding implements Sample {
    private final SdVae vae;
    private final List<float[]> means = new ArrayList<>();
    private final List<float[]> logVariances = new ArrayList<>();
    private Shape latent = Shape.of();
    private RgbImage last; // null before the first; a repeated picture is encoded once

    Encoding(SdVae vae) {
      this.vae = vae;
    }

    @Override
    public void accept(RgbImage picture) {
      if (picture != last) {
        Posterior posterior = vae.encode(tensor(picture));
        latent = posterior.mean().shape();
        means.add(posterior.mean().toFloats());
        logVariances.add(posterior.logvar().toFloats());
        last = picture;
      } else {
        means.add(means.get(means.size() - 1));
        logVariances.add(logVariances.get(logVariances.size() - 1));
      }
    }

    @Override
    public Map<String, HostTensor> finish() {
      return Map.of(
          FeatureTensors.LATENT_MEAN, joined(means),
          FeatureTensors.LATENT_LOG_VARIANCE, joined(logVariances));
    }

    private HostTensor joined(List<float[]> pictures) {
      int length = pictures.get(0).length;
      float[] all = new float[pictures.size() * length];
      for (int i = 0; i < pictures.size(); i++) {
        System.arraycopy(pictures.get(i), 0, all, i * length, length);
      }
      Shape shape = Shape.of(pictures.size(), latent.dim(1), latent.dim(2), latent.dim(3));
      return HostTensor.rounded(DType.BF16, shape, all);
    }

    /** [1, 3, height, width] in −1…1. */
    private static HostTensor tensor(RgbImage picture) {
      int plane = picture.width() * picture.height();
      float[] values = new float[RgbImage.CHANNELS * plane];
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        for (int i = 0; i < plane; i++) {
          int level = picture.pixels()[i * RgbImage.CHANNELS + channel] & 0xff;
          values[channel * plane + i] = level / HALF_RANGE - 1;
        }
      }
      return HostTensor.floats(
          Shape.of(1, RgbImage.CHANNELS, picture.height(), picture.width()), values);
    }
  }
}
