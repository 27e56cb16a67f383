package io.kinolake.training.optimizer;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exponential moving average of the weights, {@code e ← d·e + (1 − d)·p}, over the slices that
 * this rank owns. Used by one thread. Owns its memory until it is closed.
 */
public final class WeightAverage implements AutoCloseable {
  private final float decay;
  private final ElementWork work;
  private final Map<Slice, NativeTensor> average = new LinkedHashMap<>();

  /** An average that starts at the parameters' present values. */
  public WeightAverage(
      double decay, List<Slice> owned, Map<String, NativeTensor> parameters, ElementWork work) {
    this.decay = (float) decay;
    this.work = work;
    for (Slice slice : owned) {
      NativeTensor start = NativeTensor.zeros(Shape.of(slice.length()));
      start.floats().put(slice.of(parameters.get(slice.name())));
      average.put(slice, start);
    }
  }

  /** The average of each slice, to be stored and restored. */
  public Map<Slice, NativeTensor> average() {
    return average;
  }

  /** Takes in the parameters' present values. */
  public void follow(Map<String, NativeTensor> parameters) {
    List<ElementWork.Share> shares = new ArrayList<>();
    average.forEach(
        (slice, mean) -> {
          FloatBuffer kept = mean.floats();
          FloatBuffer present = slice.of(parameters.get(slice.name()));
          shares.add(
              new ElementWork.Share(slice.length(), (from, to) -> mix(kept, present, from, to)));
        });
    work.run(shares);
  }

  private double mix(FloatBuffer kept, FloatBuffer present, int from, int to) {
    float[] e = new float[ElementWork.PIECE];
    float[] p = new float[ElementWork.PIECE];
    float fresh = 1 - decay;
    for (int start = from; start < to; start += ElementWork.PIECE) {
      int length = Math.min(ElementWork.PIECE, to - start);
      kept.get(start, e, 0, length);
      present.get(start, p, 0, length);
      for (int i = 0; i < length; i++) {
        e[i] = decay * e[i] + fresh * p[i];
      }
      kept.put(start, e, 0, length);
    }
    return 0;
  }

  @Override
  public void close() {
    average.values().forEach(NativeTensor::close);
  }
}
