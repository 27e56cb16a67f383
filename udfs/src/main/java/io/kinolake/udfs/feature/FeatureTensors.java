package io.kinolake.udfs.feature;

/** Names of the tensors of a sample. */
public final class FeatureTensors {
  private FeatureTensors() {}

  /** Mean of the latents' distribution, or the latents themselves: [frames, channels, h, w]. */
  public static final String LATENT_MEAN = "latent_mean";

  /** Logarithm of the variance of the latents' distribution, of the same shape. */
  public static final String LATENT_LOG_VARIANCE = "latent_logvar";

  /** Embedding of the caption: [tokens, width], without padding. */
  public static final String TEXT = "text";
}
