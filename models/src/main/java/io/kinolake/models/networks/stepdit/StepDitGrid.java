package io.kinolake.models.networks.stepdit;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The tokens of a video.
 *
 * @param frames latent frames
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 */
public record StepDitGrid(int frames, int rows, int columns) {

  /**
   * The grid of latents of this size.
   *
   * @throws KinolakeException BAD_ARGUMENT if height or width is no multiple of the patch
   */
  public static StepDitGrid of(StepDitConfig config, long frames, long height, long width) {
    if (height % config.patch() != 0 || width % config.patch() != 0) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Latents of %dx%d pixels cannot be cut into patches of %d; take a multiple of it."
              .formatted(width, height, config.patch()));
    }
    return new StepDitGrid(
        Math.toIntExact(frames),
        Math.toIntExact(height / config.patch()),
        Math.toIntExact(width / config.patch()));
  }

  /** The grid of latents [batch, frames, channels, height, width]. */
  static StepDitGrid of(StepDitConfig config, Operand<TFloat32> latents) {
    return of(config, latents.shape().get(1), latents.shape().get(3), latents.shape().get(4));
  }

  /** Number of tokens. */
  public long tokens() {
    return Math.multiplyExact((long) frames * rows, columns);
  }

  /** Extents along frame, row and column. */
  public List<Integer> extents() {
    return List.of(frames, rows, columns);
  }
}
