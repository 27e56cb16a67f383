package io.kinolake.jobs.dropin;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/**
 * Which frames of a video are scored: those at given shares of it, rounded down, as the original
 * takes them.
 *
 * @param shares 0 the first frame, 0.5 the middle
 */
record ScoredFrames(List<Double> shares) {

  ScoredFrames {
    shares = List.copyOf(shares);
  }

  /**
   * The original's choice of so many frames.
   *
   * @throws KinolakeException BAD_ARGUMENT for another number than 1, 2 or 3
   */
  static ScoredFrames of(int count) {
    return switch (count) {
      case 1 -> new ScoredFrames(List.of(0.5));
      case 2 -> new ScoredFrames(List.of(0.25, 0.5));
      case 3 -> new ScoredFrames(List.of(0.1, 0.5, 0.9));
      default ->
          throw new KinolakeException(
              FailureCode.BAD_ARGUMENT,
              "--num_frames is %d; 1, 2 and 3 are possible.".formatted(count));
    };
  }

  /** The frames' indices in a video of so many frames, never falling. */
  List<Long> indices(long frames) {
    return shares.stream().map(share -> Math.min((long) (share * frames), frames - 1)).toList();
  }
}
