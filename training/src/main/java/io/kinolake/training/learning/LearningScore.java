package io.kinolake.training.learning;

import io.kinolake.media.synth.MovingShape;
import java.util.List;
import java.util.Optional;

/**
 * How often a model made what it was asked for.
 *
 * @param films how many were asked for
 * @param colours of them, with the right colour
 * @param directions of them, with the right direction
 * @param both of them, with both
 */
public record LearningScore(int films, int colours, int directions, int both) {

  /**
   * Compares films with what they were to show.
   *
   * @param seen one for each wanted shape, in the same order
   */
  public static LearningScore of(List<MovingShape> wanted, List<SeenShape> seen) {
    int colours = 0;
    int directions = 0;
    int both = 0;
    for (int i = 0; i < wanted.size(); i++) {
      boolean colour = seen.get(i).colour().equals(Optional.of(wanted.get(i).colour()));
      boolean direction = seen.get(i).direction().equals(Optional.of(wanted.get(i).direction()));
      colours += colour ? 1 : 0;
      directions += direction ? 1 : 0;
      both += colour && direction ? 1 : 0;
    }
    return new LearningScore(wanted.size(), colours, directions, both);
  }

  @Override
  public String toString() {
    return "right colour %d, right direction %d, both %d of %d"
        .formatted(colours, directions, both, films);
  }
}
