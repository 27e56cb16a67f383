package io.kinolake.training.step;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A batch in the memory that graphs read. Owns it until it is closed.
 *
 * @param tensors by name; what is added is closed with the rest
 */
public record BatchTensors(Map<String, NativeTensor> tensors) implements AutoCloseable {

  /** A copy of a batch. */
  public static BatchTensors of(Map<String, HostTensor> batch) {
    BatchTensors copy = new BatchTensors(new LinkedHashMap<>());
    try {
      batch.forEach((name, value) -> copy.tensors().put(name, NativeTensor.of(value)));
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(NativeTensor::close);
  }
}
