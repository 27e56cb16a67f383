package io.kinolake.udfs.feature;

/** Names of the tensors of a sample. */
public final class FeatureTensors {
  private FeatureTensors() {}

  /** Mean of the latents' distribution, or the latents themselves: [frames, channels, h, w]. */
  public static final String LATENT_MEAN = "latent_mean";

  /** Logarithm of the variance of the latents' distribution, of the same shape. */
  public static final String LATENT_LOG_VARIANCE = "latent_logvar";

  /** Mean of the distribution of the first picture's latent alone: [1, channels, h, w]. */
  public static final String IMAGE_MEAN = "image_mean";

  /** Logarithm of the variance of the same. */
  public static final String IMAGE_LOG_VARIANCE = "image_logvar";

  /** Mean of the distribution of the latent of the first picture made noisy, of the same shape. */
  public static final String NOISY_IMAGE_MEAN = "noisy_image_mean";

  /** Logarithm of the variance of the same. */
  public static final String NOISY_IMAGE_LOG_VARIANCE = "noisy_image_logvar";

  /** Embedding of the caption: [tokens, width], without padding. */
  public static final String TEXT = "text";

  /** Embedding of the caption by a second encoder: [tokens, width], with padding. */
  public static final String TEXT_CLIP = "text_clip";

  /** One for each token of {@link #TEXT_CLIP} that is no padding, else zero: U8 [tokens]. */
  public static final String TEXT_CLIP_MASK = "text_clip_mask";
}
