package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.stepvideo.StepVideoVaeFile;
import io.kinolake.models.networks.stepvideovae.I2vCondition;
import io.kinolake.models.networks.stepvideovae.StepVideoVae;
import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Latents by Step-Video's autoencoder: chunk by chunk of 17 pictures to 3 latent frames, each
 * encoded by itself, so that one chunk is in memory at a time. Mean and logarithm of the variance
 * are kept, so that training draws a new sample in every epoch.
 *
 * @param vae the published autoencoder
 * @param condition what is told of the first picture
 */
public record StepVideoLatents(StepVideoVaeFile vae, Condition condition)
    implements LatentEncoding {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  /** The network's name among engines. */
  private static final String ENGINE = "stepvideo-vae-encode";

  /** What a sample holds of its first picture beside the video's latents. */
  public enum Condition {
    /** Nothing, for text to video. */
    NONE,
    /**
     * The latent of the first picture alone, clean and once made noisy as the published training
     * does ({@link I2vCondition}); the noise follows from the clip's id.
     */
    FIRST_PICTURE
  }

  @Override
  public String name() {
    return "step-video-vae";
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION, vae.digest(), condition);
  }

  /** Of whole chunks; pictures beyond the last whole chunk are left out. */
  @Override
  public Latents latents(int frames, FrameSize picture) {
    int reduction = vae.config().reduction();
    return new Latents(
        frames / vae.config().frames() * vae.config().latentFrames(),
        picture.height() / reduction,
        picture.width() / reduction);
  }

  @Override
  public Encoder open(StageContext context) {
    StepVideoVae encoder =
        context
            .models()
            .get(
                StepVideoVae.class,
                Fingerprint.of("encoder", vae.digest()),
                () ->
                    context
                        .served(ENGINE)
                        .map(vae::encodingBy)
                        .orElseGet(() -> vae.loadEncoder(context.networkOptions())));
    return new Encoder() {
      @Override
      public Sample begin(ClipId clip, int frames, FrameSize picture) {
        return new Encoding(encoder, condition, clip, picture);
      }

      @Override
      public void close() {} // the pool owns the model
    };
  }

  private static final class Encoding implements Sample {
    private final StepVideoVae vae;
    private final Condition condition;
    private final ClipId clip;
    private final PictureChunk chunk;
    private final List<HostTensor> means = new ArrayList<>();
    private final List<HostTensor> logVariances = new ArrayList<>();
    private final Map<String, HostTensor> image = new LinkedHashMap<>();

    Encoding(StepVideoVae vae, Condition condition, ClipId clip, FrameSize picture) {
      this.vae = vae;
      this.condition = condition;
      this.clip = clip;
      this.chunk = new PictureChunk(vae.config().frames(), picture);
    }

    @Override
    public void accept(RgbImage picture) {
      if (condition == Condition.FIRST_PICTURE && image.isEmpty()) {
        encodeImage(PictureChunk.of(picture));
      }
      chunk.add(picture);
      if (chunk.isFull()) {
        Posterior posterior = vae.encodeChunk(chunk.take());
        means.add(posterior.mean().cast(DType.BF16));
        logVariances.add(posterior.logvar().cast(DType.BF16));
      }
    }

    @Override
    public Map<String, HostTensor> finish() {
      Map<String, HostTensor> tensors = new LinkedHashMap<>(image);
      tensors.put(FeatureTensors.LATENT_MEAN, TensorRows.concat(means));
      tensors.put(FeatureTensors.LATENT_LOG_VARIANCE, TensorRows.concat(logVariances));
      return tensors;
    }

    /** A single picture is a chunk of its own, of one latent frame. */
    private void encodeImage(HostTensor picture) {
      Posterior clean = vae.encodeChunk(picture);
      image.put(FeatureTensors.IMAGE_MEAN, clean.mean().cast(DType.BF16));
      image.put(FeatureTensors.IMAGE_LOG_VARIANCE, clean.logvar().cast(DType.BF16));
      Posterior noisy = vae.encodeChunk(noisy(picture));
      image.put(FeatureTensors.NOISY_IMAGE_MEAN, noisy.mean().cast(DType.BF16));
      image.put(FeatureTensors.NOISY_IMAGE_LOG_VARIANCE, noisy.logvar().cast(DType.BF16));
    }

    private HostTensor noisy(HostTensor picture) {
      TorchNormal random = new TorchNormal(seed(clip));
      HostTensor logSigma = HostTensor.floats(Shape.of(1), I2vCondition.drawLogSigma(random));
      float[] noise = random.draw(Math.toIntExact(picture.shape().elements()));
      return I2vCondition.noisy(picture, logSigma, HostTensor.floats(picture.shape(), noise));
    }

    /** The first 32 bits of a digest of the clip's id. */
    private static long seed(ClipId clip) {
      return Long.parseLong(Fingerprint.of("noise", clip.value()).value().substring(0, 8), 16);
    }
  }
}
