package io.kinolake.training.data;

/**
 * Numbers that follow from keys alone and stay the same on every machine and JDK: SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), started
 * from a hash of the keys by its own finaliser. Not thread-safe.
 */
public final class StableRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * @param keys tell this sequence from others of the seed
   */
  public StableRandom(long seed, long... keys) {
    long hash = mix(seed + GAMMA);
    for (long key : keys) {
      hash = mix((hash ^ key) + GAMMA);
    }
    this.state = hash;
  }

  /** A number for a text, to be a key. */
  public static long key(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = mix((hash ^ text.charAt(i)) + GAMMA);
    }
    return hash;
  }

  /**
   * A number from 0 to below the bound; of a bound below 2^31 every number is as likely as any
   * other but for one part in 2^33.
   */
  public long below(long bound) {
    state += GAMMA;
    return Long.remainderUnsigned(mix(state), bound);
  }

  /** The numbers from 0 to below the length in a random order (Fisher and Yates). */
  int[] permutation(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int other = (int) below(i + 1L);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
