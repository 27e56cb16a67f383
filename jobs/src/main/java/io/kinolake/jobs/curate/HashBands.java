package io.kinolake.jobs.curate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds pairs of 64-bit hashes within a Hamming distance without looking at all pairs, and without
 * missing one. The bits are cut into {@code distance + agreeing} blocks; since each differing bit
 * spoils one block at most, at least {@code agreeing} blocks of such a pair are equal. For each
 * choice of so many blocks, only hashes that are equal there are compared (Manku, Jain, Das Sarma,
 * "Detecting Near-Duplicates for Web Crawling", 2007, section 3). Immutable.
 *
 * @param distance most bits that differ
 * @param masks the bits of each choice of blocks
 */
record HashBands(int distance, List<Long> masks) implements Serializable {
  private static final int BITS = 64;

  /** More agreeing blocks would need thousands of masks. */
  private static final int MOST_AGREEING = 4;

  /** What it costs to send a hash to its bucket, in comparisons of two hashes; an estimate. */
  private static final double COST_OF_ROW = 1000;

  HashBands {
    masks = List.copyOf(masks);
  }

  /**
   * The cheapest bands for so many hashes; the pairs found are the same with any.
   *
   * @param hashes how many distinct hashes there are
   * @param open how many of them are compared with all others
   */
  static HashBands of(int distance, long hashes, long open) {
    int best = 1;
    double bestCost = Double.MAX_VALUE;
    for (int agreeing = 1; agreeing <= MOST_AGREEING; agreeing++) {
      double choices = choices(distance + agreeing, agreeing);
      double bits = (double) BITS * agreeing / (distance + agreeing);
      double cost = choices * hashes * (COST_OF_ROW + open / Math.pow(2, bits));
      if (cost < bestCost) {
        best = agreeing;
        bestCost = cost;
      }
    }
    return agreeing(distance, best);
  }

  /** Bands in which at least so many blocks of a pair are equal. */
  static HashBands agreeing(int distance, int agreeing) {
    List<Long> masks = new ArrayList<>();
    addChoices(blocks(distance + agreeing), 0, agreeing, 0, masks);
    return new HashBands(distance, masks);
  }

  /** Whether a pair is near, and the mask is the first in which it meets. */
  boolean isFoundBy(int mask, long a, long b) {
    long different = a ^ b;
    if (Long.bitCount(different) > distance) {
      return false;
    }
    for (int earlier = 0; earlier < mask; earlier++) {
      if ((different & masks.get(earlier)) == 0) {
        return false;
      }
    }
    return true;
  }

  private static long[] blocks(int count) {
    long[] blocks = new long[count];
    for (int bit = 0; bit < BITS; bit++) {
      blocks[bit * count / BITS] |= 1L << bit;
    }
    return blocks;
  }

  private static void addChoices(long[] blocks, int from, int wanted, long mask, List<Long> masks) {
    if (wanted == 0) {
      masks.add(mask);
      return;
    }
    for (int i = from; i <= blocks.length - wanted; i++) {
      addChoices(blocks, i + 1, wanted - 1, mask | blocks[i], masks);
    }
  }

  private static double choices(int of, int wanted) {
    double result = 1;
    for (int i = 1; i <= wanted; i++) {
      result = result * (of - wanted + i) / i;
    }
    return result;
  }
}
