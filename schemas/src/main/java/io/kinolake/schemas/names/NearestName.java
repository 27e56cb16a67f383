package io.kinolake.schemas.names;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody meant to type, by edit distance (Levenshtein 1966). */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate that takes the fewest insertions, deletions and replacements.
   *
   * @throws IllegalArgumentException if there are no candidates
   */
  public static String to(String typed, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(typed, candidate)))
        .orElseThrow(() -> new IllegalArgumentException("No names to choose from"));
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
