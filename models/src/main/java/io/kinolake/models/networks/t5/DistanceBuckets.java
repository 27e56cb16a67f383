package io.kinolake.models.networks.t5;

/**
 * T5's classes of distances between a query and a key, in both directions: each short distance is
 * one of its own, longer ones share, in logarithmic steps (Raffel et al., 2020, §2.1).
 *
 * @param count number of classes, a multiple of four
 * @param farthest distance from which on all are one class, tokens; above {@code count / 4}
 */
public record DistanceBuckets(int count, int farthest) {

  public DistanceBuckets {
    if (count < 4 || count % 4 != 0 || farthest <= count / 4) {
      throw new IllegalArgumentException(
          "%d classes of distances up to %d: a multiple of four and more than a quarter of it are needed"
              .formatted(count, farthest));
    }
  }

  /**
   * The class of a distance. The logarithm is taken in 32 bits, as in training.
   *
   * @param distance position of the key minus that of the query, tokens
   */
  public int of(long distance) {
    int half = count / 2;
    int exact = half / 2;
    int side = distance > 0 ? half : 0;
    long length = Math.abs(distance);
    if (length < exact) {
      return side + (int) length;
    }
    float steps =
        (float) Math.log((float) length / exact)
            / (float) Math.log((double) farthest / exact)
            * (half - exact);
    return side + Math.min(exact + (int) steps, half - 1);
  }

  /** The classes of the distances from {@code -farthest} to {@code farthest}. */
  int[] table() {
    int[] table = new int[2 * farthest + 1];
    for (int i = 0; i < table.length; i++) {
      table[i] = of(i - farthest);
    }
    return table;
  }
}
