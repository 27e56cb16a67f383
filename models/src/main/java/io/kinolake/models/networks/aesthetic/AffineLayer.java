package io.kinolake.models.networks.aesthetic;

/** {@code weight · x + bias}, with sums in 64 bits. */
final class AffineLayer {
  private final int in;
  private final float[] weight;
  private final float[] bias;

  /**
   * A layer; the arrays become its own.
   *
   * @param weight [out, in]
   * @param bias [out]
   */
  AffineLayer(int in, float[] weight, float[] bias) {
    this.in = in;
    this.weight = weight;
    this.bias = bias;
  }

  int in() {
    return in;
  }

  float[] apply(float[] x) {
    float[] y = new float[bias.length];
    for (int row = 0; row < y.length; row++) {
      double sum = bias[row];
      for (int i = 0; i < in; i++) {
        sum += (double) weight[row * in + i] * x[i];
      }
      y[row] = (float) sum;
    }
    return y;
  }
}
