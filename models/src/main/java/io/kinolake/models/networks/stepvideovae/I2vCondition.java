package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.networks.vae.Posterior;
import io.kinolake.models.random.TorchNormal;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/**
 * What Step-Video's image-to-video transformer is told of the picture that a video starts with: its
 * latent as the first latent frame, zeros as all others. For training the picture is made noisy
 * first, by a different amount for each sample. Thread-safe; does not own the autoencoder.
 */
public final class I2vCondition {
  /** Mean of the noise's logarithm in training. */
  public static final double LOG_SIGMA_MEAN = -3;

  /** Standard deviation of the noise's logarithm in training. */
  public static final double LOG_SIGMA_STD = 0.5;

  private final StepVideoVae vae;

  public I2vCondition(StepVideoVae vae) {
    this.vae = vae;
  }

  /** Draws the logarithm of a sample's noise. */
  public static float drawLogSigma(TorchNormal random) {
    return (float) (LOG_SIGMA_MEAN + LOG_SIGMA_STD * random.draw(1)[0]);
  }

  /**
   * {@code image + exp(logSigma) · noise}.
   *
   * @param images [n, 1, channels, height, width], F32, −1 to 1
   * @param logSigma [n]
   * @param noise standard normal, in the shape of {@code images}
   */
  public static HostTensor noisy(HostTensor images, HostTensor logSigma, HostTensor noise) {
    float[] values = images.toFloats();
    float[] added = noise.toFloats();
    float[] sigmas = logSigma.toFloats();
    if (added.length != values.length || sigmas.length != images.shape().dim(0)) {
      throw new IllegalArgumentException(
          "Pictures %s, noise %s and its logarithms %s do not go together"
              .formatted(images.shape(), noise.shape(), logSigma.shape()));
    }
    int each = values.length / sigmas.length;
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) Math.exp(sigmas[i / each]) * added[i];
    }
    return HostTensor.floats(images.shape(), values);
  }

  /** The distribution of pictures' latents, [n, 1, latentChannels, height/16, width/16]. */
  public Posterior encode(HostTensor images) {
    return vae.encode(images);
  }

  /**
   * The condition for videos.
   *
   * @param image a sample of {@link #encode}, [n, 1, latentChannels, height, width]
   * @param latentFrames latent frames of the videos
   * @return [n, latentFrames, latentChannels, height, width]
   */
  public static HostTensor padded(HostTensor image, long latentFrames) {
    List<HostTensor> samples = new ArrayList<>();
    for (long i = 0; i < image.shape().dim(0); i++) {
      HostTensor first = TensorRows.row(image, i);
      long[] shape = first.shape().toArray();
      shape[0] = latentFrames - 1;
      Shape rest = Shape.of(shape);
      HostTensor zeros = HostTensor.floats(rest, new float[Math.toIntExact(rest.elements())]);
      samples.add(TensorRows.concat(List.of(first, zeros)));
    }
    return TensorRows.stack(samples);
  }
}
