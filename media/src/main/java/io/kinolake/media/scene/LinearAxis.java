package io.kinolake.media.scene;

import java.util.Arrays;

/**
 * Where the pixels of a shrunk picture lie along one axis of the source, as OpenCV's {@code
 * INTER_LINEAR} for 8-bit pictures defines it: each takes two neighbouring source pixels with
 * weights in units of 1/2048 ({@code INTER_RESIZE_COEF_BITS} = 11), computed in single precision
 * and rounded half to even. Immutable.
 */
final class LinearAxis {
  private static final int ONE = 1 << 11;

  private final int[] first;
  private final int[] second;
  private final int[] firstWeight;
  private final int[] secondWeight;

  private LinearAxis(int length) {
    first = new int[length];
    second = new int[length];
    firstWeight = new int[length];
    secondWeight = new int[length];
  }

  /**
   * The mapping of one length onto another.
   *
   * @param source number of source pixels, at least 1
   * @param target number of pixels to make of them, at least 1
   */
  static LinearAxis of(int source, int target) {
    if (source < 1 || target < 1) {
      throw new IllegalArgumentException("Cannot map " + source + " pixels to " + target);
    }
    LinearAxis axis = new LinearAxis(target);
    double scale = 1.0 / ((double) target / source);
    for (int i = 0; i < target; i++) {
      float position = (float) ((i + 0.5) * scale - 0.5);
      int floor = (int) Math.floor(position);
      float fraction = position - floor;
      axis.first[i] = clamp(floor, source);
      axis.second[i] = clamp(floor + 1, source);
      axis.firstWeight[i] = (int) Math.rint((1f - fraction) * ONE);
      axis.secondWeight[i] = (int) Math.rint(fraction * ONE);
    }
    return axis;
  }

  int length() {
    return first.length;
  }

  /** Source index of the first of the two pixels. */
  int first(int index) {
    return first[index];
  }

  /** Source index of the second of the two pixels. */
  int second(int index) {
    return second[index];
  }

  /**
   * Whether the second of the two pixels counts; its weight is 0 where the shrunk pixel's centre is
   * a source pixel's, as in every one of 1280 shrunk to 256.
   */
  boolean needsSecond(int index) {
    return secondWeight[index] != 0;
  }

  /** What {@link #along} takes: all first pixels, then all second ones unless none counts. */
  int[] sampled() {
    if (Arrays.stream(secondWeight).allMatch(weight -> weight == 0)) {
      return first.clone();
    }
    int[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Blends rows {@code upper} and {@code lower} of the sums of {@link #along} to pixels. */
  void across(int index, int[] upper, int[] lower, int[] pixels) {
    blend(upper, firstWeight[index], lower, secondWeight[index], pixels);
  }

  /**
   * Blends the pixels of one source row at the columns {@link #sampled}. The sums have 11
   * fractional bits.
   *
   * @param scratch space of the length of the sums
   */
  void along(int[] samples, int[] scratch, int[] sums) {
    if (samples.length == sums.length) {
      weigh(samples, firstWeight, sums);
      return;
    }
    System.arraycopy(samples, sums.length, scratch, 0, sums.length);
    weigh(samples, firstWeight, scratch, secondWeight, sums);
  }

  // The loops are kept apart and plain so that the JIT compiler vectorises them.

  private static void weigh(int[] samples, int[] weights, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = samples[i] * weights[i];
    }
  }

  private static void weigh(
      int[] first, int[] firstWeights, int[] second, int[] secondWeights, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = first[i] * firstWeights[i] + second[i] * secondWeights[i];
    }
  }

  private static void blend(int[] upper, int weight, int[] lower, int otherWeight, int[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          ((((upper[i] >> 4) * weight) >> 16) + (((lower[i] >> 4) * otherWeight) >> 16) + 2) >> 2;
    }
  }

  private static int clamp(int index, int length) {
    return Math.max(0, Math.min(index, length - 1));
  }
}
