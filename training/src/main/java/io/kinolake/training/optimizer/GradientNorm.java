package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NativeTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The length of gradients, and how much they are shortened. */
public final class GradientNorm {
  /** Keeps the factor finite, as PyTorch's clipping does. */
  private static final double SMALL = 1e-6;

  private GradientNorm() {}

  /** The sum of squares of some slices' gradients; NaN or infinite if one of them is. */
  public static double squares(
      List<Slice> slices, Map<String, NativeTensor> gradients, ElementWork work) {
    List<ElementWork.Share> shares = new ArrayList<>();
    for (Slice slice : slices) {
      FloatBuffer gradient = slice.of(gradients.get(slice.name()));
      shares.add(new ElementWork.Share(slice.length(), (from, to) -> squares(gradient, from, to)));
    }
    return work.run(shares);
  }

  /**
   * The factor by which gradients are multiplied so that they are no longer than {@code longest}
   * (Pascanu et al., 2013).
   *
   * @param longest 0 to leave them as they are
   */
  public static double clip(double norm, double longest) {
    return longest == 0 ? 1 : Math.min(1, longest / (norm + SMALL));
  }

  private static double squares(FloatBuffer gradient, int from, int to) {
    float[] g = new float[ElementWork.PIECE];
    double sum = 0;
    for (int start = from; start < to; start += ElementWork.PIECE) {
      int length = Math.min(ElementWork.PIECE, to - start);
      gradient.get(start, g, 0, length);
      sum += squares(g, length);
    }
    return sum;
  }

  /** Four sums at once, since each addition waits for the one before it. */
  private static double squares(float[] g, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      a += (double) g[i] * g[i];
      b += (double) g[i + 1] * g[i + 1];
      c += (double) g[i + 2] * g[i + 2];
      d += (double) g[i + 3] * g[i + 3];
    }
    for (; i < length; i++) {
      a += (double) g[i] * g[i];
    }
    return (a + b) + (c + d);
  }
}
