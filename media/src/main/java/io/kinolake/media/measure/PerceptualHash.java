package io.kinolake.media.measure;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A 64-bit hash that stays the same, or nearly so, when pictures are compressed again, scaled or
 * slightly changed in brightness: the signs, against their median, of 64 low frequencies of the
 * picture's discrete cosine transform (Zauner, "Implementation and Benchmarking of Perceptual Image
 * Hash Functions", 2010).
 *
 * <p>Compare two hashes by their {@link #distance}, the number of bits that differ: unrelated
 * pictures lie around 32 apart, copies of one picture up to about 8.
 *
 * @param bits the hash; the most significant bit is the lowest frequency
 */
public record PerceptualHash(long bits) {
  /** Pictures are hashed at this width and height. */
  public static final int SIZE = 32;

  private static final int BITS = 64;
  private static final int FREQUENCIES = 8;
  private static final double[][] COSINES = cosines();

  /**
   * The hash of one or more pictures of {@link #SIZE} by {@link #SIZE}, of their mean if there are
   * several.
   *
   * @param sums the sum of the pictures' levels, row by row
   */
  static PerceptualHash ofSums(double[] sums) {
    double[] coefficients = lowFrequencies(sums);
    double[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
    long bits = 0;
    for (double coefficient : coefficients) {
      bits = bits << 1 | (coefficient > median ? 1 : 0);
    }
    return new PerceptualHash(bits);
  }

  /** The hash of one picture of any size. */
  public static PerceptualHash of(GrayImage picture) {
    Builder builder = new Builder();
    builder.add(picture);
    return builder.build();
  }

  /** Reads the 16 digits that {@link #hex} gives. */
  public static PerceptualHash parse(String hex) {
    return new PerceptualHash(HexFormat.fromHexDigitsToLong(hex));
  }

  /** The hash as 16 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().toHexDigits(bits);
  }

  /** How many bits differ, 0 to 64. */
  public int distance(PerceptualHash other) {
    return Long.bitCount(bits ^ other.bits);
  }

  /** Collects pictures of one clip; their mean is hashed. Keeps no picture; not thread-safe. */
  public static final class Builder {
    private final double[] sums = new double[SIZE * SIZE];

    /** Adds a picture of any size; each counts the same. */
    public void add(GrayImage picture) {
      double[] means = picture.areaMeans(SIZE, SIZE);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += means[i];
      }
    }

    public PerceptualHash build() {
      return ofSums(sums);
    }
  }

  /** The frequencies 1 to 8 in both directions; 0, the mean of a line, tells of lighting only. */
  private static double[] lowFrequencies(double[] levels) {
    double[] rows = new double[SIZE * FREQUENCIES];
    for (int y = 0; y < SIZE; y++) {
      for (int u = 0; u < FREQUENCIES; u++) {
        for (int x = 0; x < SIZE; x++) {
          rows[y * FREQUENCIES + u] += levels[y * SIZE + x] * COSINES[u][x];
        }
      }
    }
    double[] result = new double[FREQUENCIES * FREQUENCIES];
    for (int v = 0; v < FREQUENCIES; v++) {
      for (int u = 0; u < FREQUENCIES; u++) {
        for (int y = 0; y < SIZE; y++) {
          result[v * FREQUENCIES + u] += rows[y * FREQUENCIES + u] * COSINES[v][y];
        }
      }
    }
    return result;
  }

  private static double[][] cosines() {
    double[][] table = new double[FREQUENCIES][SIZE];
    for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
      for (int i = 0; i < SIZE; i++) {
        table[frequency][i] = Math.cos(Math.PI * (frequency + 1) * (2 * i + 1) / (2.0 * SIZE));
      }
    }
    return table;
  }
}
