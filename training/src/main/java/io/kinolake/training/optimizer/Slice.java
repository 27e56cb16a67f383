package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NativeTensor;
import java.nio.FloatBuffer;

/**
 * A run of elements of a parameter.
 *
 * @param name the parameter's
 * @param from first element, in row-major order
 * @param to the element after the last
 */
public record Slice(String name, int from, int to) {
  public Slice {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "No slice of '%s' from %d to %d".formatted(name, from, to));
    }
  }

  /** Number of elements. */
  public int length() {
    return to - from;
  }

  /** These elements of the parameter, or of something of its shape, in place. */
  public FloatBuffer of(NativeTensor tensor) {
    return tensor.floats().slice(from, length());
  }
}
