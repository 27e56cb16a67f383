package io.kinolake.training.step;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.training.optimizer.ElementWork;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of gradients by the names of the parameters. The first one added becomes the sum, so that a
 * single micro batch costs no copy. Used by one thread. Owns what was added until it is closed.
 */
public final class GradientSums implements AutoCloseable {
  private final ElementWork work;
  private final Map<String, NativeTensor> sums = new LinkedHashMap<>();

  public GradientSums(ElementWork work) {
    this.work = work;
  }

  /** Adds a gradient, which is the sums' from now on. */
  public void add(String name, NativeTensor gradient) {
    NativeTensor sum = sums.putIfAbsent(name, gradient);
    if (sum != null) {
      addTo(sum, gradient);
      gradient.close();
    }
  }

  /** The sums so far. */
  public Map<String, NativeTensor> sums() {
    return Collections.unmodifiableMap(sums);
  }

  /** Hands a sum over to the caller. */
  NativeTensor take(String name) {
    return sums.remove(name);
  }

  /** Forgets a sum, if there is one. */
  void drop(String name) {
    NativeTensor sum = sums.remove(name);
    if (sum != null) {
      sum.close();
    }
  }

  /** Forgets everything. */
  public void clear() {
    sums.values().forEach(NativeTensor::close);
    sums.clear();
  }

  @Override
  public void close() {
    clear();
  }

  private void addTo(NativeTensor sum, NativeTensor gradient) {
    FloatBuffer target = sum.floats();
    FloatBuffer added = gradient.floats();
    work.run(
        List.of(
            new ElementWork.Share(target.capacity(), (from, to) -> add(target, added, from, to))));
  }

  private static double add(FloatBuffer target, FloatBuffer added, int from, int to) {
    float[] t = new float[ElementWork.PIECE];
    float[] a = new float[ElementWork.PIECE];
    for (int start = from; start < to; start += ElementWork.PIECE) {
      int length = Math.min(ElementWork.PIECE, to - start);
      target.get(start, t, 0, length);
      added.get(start, a, 0, length);
      for (int i = 0; i < length; i++) {
        t[i] += a[i];
      }
      target.put(start, t, 0, length);
    }
    return 0;
  }
}
