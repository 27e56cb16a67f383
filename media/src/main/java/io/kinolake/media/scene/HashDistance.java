package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The share of bits in which a frame's perceptual hash differs from the last frame's, 0..1; the
 * first frame scores 0. The hash: grey (ITU-R BT.601 weights), averaged over areas to {@code size ×
 * lowpass} squared, scaled so that its brightest is 1, discrete cosine transform (type II), and of
 * its {@code size × size} lowest frequencies a bit each for "above the median".
 */
final class HashDistance implements PictureScorer {
  private final int size;
  private final int[][] grey;
  private final AreaAxis columns;
  private final AreaAxis rows;
  private final double[][] cosines;
  private BitSet last = new BitSet();
  private boolean changed;
  private boolean first = true;

  HashDistance(FrameSize frame, int size, int lowpass) {
    this.size = size;
    this.grey = new int[frame.height()][frame.width()];
    this.columns = new AreaAxis(frame.width(), size * lowpass);
    this.rows = new AreaAxis(frame.height(), size * lowpass);
    this.cosines = cosines(size, size * lowpass);
  }

  @Override
  public void row(int y, PixelRow row) {
    changed = true;
    int[] into = grey[y];
    for (int x = 0; x < into.length; x++) {
      // Weights of OpenCV's BGR2GRAY, units of 1/32768.
      into[x] =
          (row.blue()[x] * 3735 + row.green()[x] * 19235 + row.red()[x] * 9798 + (1 << 14)) >> 15;
    }
  }

  @Override
  public void unchangedRow(int y) {
    // Its grey stays what it is.
  }

  @Override
  public double finish() {
    double distance = 0;
    if (changed) {
      BitSet now = hash();
      if (!first) {
        last.xor(now);
        distance = last.cardinality() / ((double) size * size);
      }
      last = now;
    }
    first = false;
    changed = false;
    return distance;
  }

  private BitSet hash() {
    double[][] small = average();
    double[] low = lowFrequencies(small);
    double[] sorted = low.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    BitSet bits = new BitSet(low.length);
    for (int i = 0; i < low.length; i++) {
      bits.set(i, low[i] > median);
    }
    return bits;
  }

  private double[][] average() {
    double[][] wide = new double[grey.length][];
    for (int y = 0; y < grey.length; y++) {
      double[] line = Arrays.stream(grey[y]).asDoubleStream().toArray();
      wide[y] = columns.average(line);
    }
    double[][] small = new double[columns.length()][rows.length()];
    double[] column = new double[grey.length];
    double brightest = 0;
    for (int x = 0; x < small.length; x++) {
      for (int y = 0; y < column.length; y++) {
        column[y] = wide[y][x];
      }
      small[x] = rows.average(column);
      for (int y = 0; y < small[x].length; y++) {
        small[x][y] = Math.rint(small[x][y]); // 8-bit, as the average of 8-bit pixels
        brightest = Math.max(brightest, small[x][y]);
      }
    }
    return scaled(small, brightest == 0 ? 1 : brightest);
  }

  private static double[][] scaled(double[][] values, double divisor) {
    for (double[] line : values) {
      for (int i = 0; i < line.length; i++) {
        line[i] /= divisor;
      }
    }
    return values;
  }

  /** The transform along both axes, cut off after the lowest {@code size} of each. */
  private double[] lowFrequencies(double[][] columnsOfPicture) {
    int length = columnsOfPicture.length;
    double[][] half = new double[size][length];
    for (int x = 0; x < length; x++) {
      for (int v = 0; v < size; v++) {
        half[v][x] = dot(cosines[v], columnsOfPicture[x]);
      }
    }
    double[] low = new double[size * size];
    for (int v = 0; v < size; v++) {
      for (int u = 0; u < size; u++) {
        low[v * size + u] = dot(cosines[u], half[v]);
      }
    }
    return low;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The orthonormal basis of the discrete cosine transform, type II. */
  private static double[][] cosines(int frequencies, int length) {
    double[][] basis = new double[frequencies][length];
    for (int k = 0; k < frequencies; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / length);
      for (int n = 0; n < length; n++) {
        basis[k][n] = scale * Math.cos(Math.PI * (2 * n + 1) * k / (2.0 * length));
      }
    }
    return basis;
  }
}
