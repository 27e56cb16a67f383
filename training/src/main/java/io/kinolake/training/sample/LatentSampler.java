package io.kinolake.training.sample;

import io.kinolake.models.diffusion.StepListener;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import java.util.Optional;

/**
 * A transformer with the loop that leads noise to latents. Loaded when first needed. One thread.
 */
interface LatentSampler extends AutoCloseable {

  /** Stands for the transformer's weights: the checkpoint. */
  Fingerprint digest();

  /** Latent pixels of a patch, along each side. */
  int patch();

  /** Whether a video starts from a picture. */
  boolean takesImage();

  /**
   * The latents of one video.
   *
   * @param shape [frames, channels, height, width]
   * @param seed of all noise
   * @return F32 of that shape
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE naming a layer
   */
  HostTensor sample(
      Conditions conditions,
      Shape shape,
      SampleSettings.Guide guide,
      long seed,
      StepListener listener);

  @Override
  void close();

  /**
   * What a video is made from.
   *
   * @param text of the prompt
   * @param negative of what guidance leads away from; empty where the model has its own embedding
   *     of that or there is no guidance
   * @param image F32 [1, channels, height, width], latent of the first picture
   */
  record Conditions(EncodedText text, Optional<EncodedText> negative, Optional<HostTensor> image) {}
}
