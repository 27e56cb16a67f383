package io.kinolake.jobs.dropin;

import java.math.BigInteger;

/**
 * The generator MT19937 (Matsumoto and Nishimura 1998) as Python's {@code random} and numpy's
 * legacy generator seed and read it, so that seeded draws come out as in the original tools. Not
 * safe for use by several threads.
 */
final class MersenneTwister {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;
  private static final int UPPER = 0x80000000;
  private static final int LOWER = 0x7fffffff;
  private static final int TWIST = 0x9908b0df;

  private final int[] state = new int[SIZE];
  private int position = SIZE;

  private MersenneTwister() {}

  /** Seeded as {@code numpy.random.seed(seed)}, seed in 0 … 2³² − 1. */
  static MersenneTwister numpy(long seed) {
    var generator = new MersenneTwister();
    generator.initialise((int) seed);
    return generator;
  }

  /** Seeded as {@code random.seed(seed)}: by the 32-bit digits of its absolute value. */
  static MersenneTwister python(long seed) {
    BigInteger left = BigInteger.valueOf(seed).abs();
    var digits = new int[Math.max(1, (left.bitLength() + 31) / 32)];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = left.shiftRight(32 * i).intValue();
    }
    var generator = new MersenneTwister();
    generator.initialise(digits);
    return generator;
  }

  private void initialise(int seed) {
    state[0] = seed;
    for (int i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private void initialise(int[] key) {
    initialise(19650218);
    int i = 1;
    int j = 0;
    for (int k = Math.max(SIZE, key.length); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i = next(i);
      j = (j + 1) % key.length;
    }
    for (int k = SIZE - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i = next(i);
    }
    state[0] = UPPER;
  }

  /** The next place in 1 … 623; at the end the last word is carried to the front. */
  private int next(int i) {
    if (i + 1 < SIZE) {
      return i + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  private int nextWord() {
    if (position == SIZE) {
      twist();
    }
    int word = state[position++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void twist() {
    for (int i = 0; i < SIZE; i++) {
      int mixed = (state[i] & UPPER) | (state[(i + 1) % SIZE] & LOWER);
      state[i] = state[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : TWIST);
    }
    position = 0;
  }

  /** As {@code random.random()}: 53 random bits in [0, 1). */
  double nextDouble() {
    int high = nextWord() >>> 5;
    int low = nextWord() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /** As {@code numpy.random.permutation(size)}. */
  int[] permutation(int size) {
    var order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = nextUpTo(i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** A number in 0 … max, by drawing masked words until one fits. */
  private int nextUpTo(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int drawn = nextWord() & mask;
    while (drawn > max) {
      drawn = nextWord() & mask;
    }
    return drawn;
  }
}
