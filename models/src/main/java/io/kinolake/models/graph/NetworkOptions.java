package io.kinolake.models.graph;

/**
 * How a network is run.
 *
 * @param precision number format of matrix products
 * @param threads threads of one operation; 0 leaves the choice to TensorFlow, which takes all cores
 */
public record NetworkOptions(Precision precision, int threads) {
  /** 32-bit floats on all cores. */
  public static final NetworkOptions DEFAULT = new NetworkOptions(Precision.FLOAT32, 0);

  public NetworkOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("A network has at least 0 threads, not " + threads);
    }
  }
}
