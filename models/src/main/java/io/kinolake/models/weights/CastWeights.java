package io.kinolake.models.weights;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights with their floating tensors in another type, rounded when they are read; integers stay.
 * Does not own what it views.
 *
 * @param source what is viewed
 * @param type of the floating tensors
 */
public record CastWeights(WeightSource source, DType type) implements WeightSource {

  public CastWeights {
    if (!type.isFloating()) {
      throw new IllegalArgumentException(type + " holds no weights of a network");
    }
  }

  @Override
  public String origin() {
    return source.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    source
        .tensors()
        .forEach(
            (name, info) ->
                tensors.put(
                    name, info.dtype().isFloating() ? new TensorInfo(type, info.shape()) : info));
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public HostTensor tensor(String name) {
    HostTensor tensor = source.tensor(name);
    return tensor.dtype().isFloating() ? tensor.cast(type) : tensor;
  }

  @Override
  public void close() {}
}
