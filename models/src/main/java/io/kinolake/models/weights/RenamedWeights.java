package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights under the names and in the form in which a network asks for them: a view of a source that
 * another library wrote. Tensors that only bear another name are read as those of the source; the
 * others are put together when they are asked for. Closing it closes the source.
 */
public final class RenamedWeights implements WeightSource {
  private final WeightSource source;
  private final Map<String, WeightOrigin> origins;
  private final Map<String, TensorInfo> tensors;

  /**
   * A view.
   *
   * @param parameters shapes of the parameters by the network's names; those whose parts the source
   *     does not have in the fitting shape are missing from the view
   */
  public RenamedWeights(
      WeightSource source, Map<String, Shape> parameters, Map<String, WeightOrigin> origins) {
    this.source = source;
    this.origins = Map.copyOf(origins);
    Map<String, TensorInfo> found = new LinkedHashMap<>();
    parameters.forEach(
        (name, shape) -> {
          Map<String, Shape> parts = origins.get(name).parts(shape);
          if (parts.entrySet().stream().allMatch(part -> has(part.getKey(), part.getValue()))) {
            String first = parts.keySet().iterator().next();
            found.put(name, new TensorInfo(source.tensors().get(first).dtype(), shape));
          }
        });
    this.tensors = Collections.unmodifiableMap(found);
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
    return known(name).read(source);
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    known(name).read(source, offset, target);
  }

  @Override
  public void close() {
    source.close();
  }

  private boolean has(String name, Shape shape) {
    TensorInfo info = source.tensors().get(name);
    return info != null && info.shape().equals(shape);
  }

  private WeightOrigin known(String name) {
    if (!tensors.containsKey(name)) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return origins.get(name);
  }
}
