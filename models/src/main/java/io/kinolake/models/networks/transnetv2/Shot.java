package io.kinolake.models.networks.transnetv2;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of frames between two transitions.
 *
 * @param first index of its first frame
 * @param last index of its last frame, at least {@code first}
 */
public record Shot(int first, int last) {
  /** The threshold that the authors use. */
  public static final float THRESHOLD = 0.5f;

  public Shot {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("A shot from frame %d to %d".formatted(first, last));
    }
  }

  /**
   * The shots of a video, by the authors' rule: a shot ends with the first frame that is above the
   * threshold after one that is not, and the next begins with the first that is not above it again.
   * A video without any such frame, or with nothing else, is one shot.
   *
   * @param probabilities of every frame being the last of its shot, at least one
   * @param threshold above which a frame counts
   */
  public static List<Shot> between(float[] probabilities, double threshold) {
    List<Shot> shots = new ArrayList<>();
    boolean before = false;
    int first = 0;
    for (int i = 0; i < probabilities.length; i++) {
      boolean transition = probabilities[i] > threshold;
      if (before && !transition) {
        first = i;
      }
      if (!before && transition && i > 0) {
        shots.add(new Shot(first, i));
      }
      before = transition;
    }
    if (!before) {
      shots.add(new Shot(first, probabilities.length - 1));
    }
    return shots.isEmpty() ? List.of(new Shot(0, probabilities.length - 1)) : shots;
  }
}
