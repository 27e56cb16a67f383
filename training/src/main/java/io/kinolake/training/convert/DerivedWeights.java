package io.kinolake.training.convert;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tensors that are made of those of another source under the same names, each when it is asked for.
 * Does not own that source.
 */
final class DerivedWeights implements WeightSource {
  private final WeightSource source;
  private final BiFunction<String, HostTensor, HostTensor> content;
  private final Map<String, TensorInfo> tensors;

  DerivedWeights(
      WeightSource source,
      BiFunction<String, TensorInfo, Shape> shape,
      BiFunction<String, HostTensor, HostTensor> content) {
    this.source = source;
    this.content = content;
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    source
        .tensors()
        .forEach(
            (name, info) -> infos.put(name, new TensorInfo(info.dtype(), shape.apply(name, info))));
    this.tensors = Collections.unmodifiableMap(infos);
  }

  @Override
  public String origin() {
    return source.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public HostTensor tensor(String name) {
    return content.apply(name, source.tensor(name));
  }

  @Override
  public void close() {}
}
