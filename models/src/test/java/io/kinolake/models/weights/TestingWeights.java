package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Weights in memory. */
public final class TestingWeights implements WeightSource {
  private final Map<String, HostTensor> content;

  public TestingWeights(Map<String, HostTensor> content) {
    this.content = new LinkedHashMap<>(content);
  }

  /** Normally distributed values around zero for every shape. */
  public static TestingWeights random(Map<String, Shape> shapes, long seed, float deviation) {
    Random random = new Random(seed);
    Map<String, HostTensor> content = new LinkedHashMap<>();
    shapes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              float[] values = new float[Math.toIntExact(entry.getValue().elements())];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * deviation;
              }
              content.put(entry.getKey(), HostTensor.floats(entry.getValue(), values));
            });
    return new TestingWeights(content);
  }

  /** The same with one tensor replaced or added. */
  public TestingWeights with(String name, HostTensor value) {
    TestingWeights changed = new TestingWeights(content);
    changed.content.put(name, value);
    return changed;
  }

  /** The same without a tensor. */
  public TestingWeights without(String name) {
    TestingWeights changed = new TestingWeights(content);
    changed.content.remove(name);
    return changed;
  }

  @Override
  public String origin() {
    return "test weights";
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    content.forEach((name, value) -> infos.put(name, new TensorInfo(value.dtype(), value.shape())));
    return Collections.unmodifiableMap(infos);
  }

  @Override
  public HostTensor tensor(String name) {
    HostTensor tensor = content.get(name);
    if (tensor == null) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return tensor;
  }

  @Override
  public void close() {}
}
