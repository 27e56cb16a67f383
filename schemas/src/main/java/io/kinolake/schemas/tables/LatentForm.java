package io.kinolake.schemas.tables;

/** In what form latents are kept. */
public enum LatentForm {
  /** Mean and logarithm of the variance of every number, BF16: 4 bytes a number. */
  EXACT,
  /** The mean of every number, BF16: 2 bytes a number. Training draws nothing. */
  MEAN,
  /**
   * The mean in {@link TensorEncoding#STEPS}, 1 byte a number, and one variance for each tile of a
   * plane, {@link TensorEncoding#TILES}: the logarithm of the mean of the tile's variances, so that
   * what is drawn has as much noise as before.
   */
  QUANTISED
}
