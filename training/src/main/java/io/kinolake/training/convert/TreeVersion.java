package io.kinolake.training.convert;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.OptionalLong;

/**
 * Which checkpoint of a tree is meant.
 *
 * @param iteration steps of training after which it was written; empty for a published one, from
 *     which training starts
 */
public record TreeVersion(OptionalLong iteration) {
  private static final String PUBLISHED = "release";

  /** Weights without a history. */
  public static final TreeVersion RELEASE = new TreeVersion(OptionalLong.empty());

  public TreeVersion {
    if (iteration.isPresent() && iteration.getAsLong() < 0) {
      throw new IllegalArgumentException("Iteration " + iteration.getAsLong());
    }
  }

  /** What was written after so many steps. */
  public static TreeVersion of(long iteration) {
    return new TreeVersion(OptionalLong.of(iteration));
  }

  /** What a tree's text file says, {@code release} or a number. */
  static TreeVersion parse(String origin, String text) {
    String told = text.strip();
    if (told.equals(PUBLISHED)) {
      return RELEASE;
    }
    if (!told.matches("\\d{1,18}")) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "%s says '%s'; it says 'release' or the number of an iteration. Correct the file."
              .formatted(origin, told.substring(0, Math.min(told.length(), 40))));
    }
    return of(Long.parseLong(told));
  }

  /** By the name of its folder; one of another name counts as published. */
  static TreeVersion ofFolder(String name) {
    return name.matches("iter_\\d{1,18}") ? of(Long.parseLong(name.substring(5))) : RELEASE;
  }

  /** What the tree's text file says. */
  String text() {
    return iteration.isPresent() ? Long.toString(iteration.getAsLong()) : PUBLISHED;
  }

  /** Name of its folder. */
  public String folder() {
    return iteration.isPresent() ? "iter_%07d".formatted(iteration.getAsLong()) : PUBLISHED;
  }

  @Override
  public String toString() {
    return text();
  }
}
