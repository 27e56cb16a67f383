package io.kinolake.media.scene;

/**
 * Averages a line of samples over equal areas, each source sample counting by its share in the
 * area. Immutable.
 */
final class AreaAxis {
  private final int source;
  private final int target;

  AreaAxis(int source, int target) {
    this.source = source;
    this.target = target;
  }

  int length() {
    return target;
  }

  double[] average(double[] samples) {
    double[] means = new double[target];
    double area = (double) source / target;
    for (int i = 0; i < target; i++) {
      double start = i * area;
      double end = start + area;
      double sum = 0;
      for (int s = (int) start; s < end && s < source; s++) {
        sum += samples[s] * (Math.min(end, s + 1.0) - Math.max(start, s));
      }
      means[i] = sum / area;
    }
    return means;
  }
}
