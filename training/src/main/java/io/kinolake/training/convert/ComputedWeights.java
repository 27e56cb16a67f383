package io.kinolake.training.convert;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Tensors each of which is made when it is asked for. Owns nothing: what they are made of stays
 * open as long as its owner keeps it so.
 */
final class ComputedWeights implements WeightSource {
  private final String origin;
  private final Map<String, TensorInfo> tensors;
  private final Function<String, HostTensor> content;

  ComputedWeights(
      String origin, Map<String, TensorInfo> tensors, Function<String, HostTensor> content) {
    this.origin = origin;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.content = content;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public HostTensor tensor(String name) {
    if (!tensors.containsKey(name)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND, "%s has no tensor '%s'".formatted(origin, name));
    }
    return content.apply(name);
  }

  @Override
  public void close() {}
}
