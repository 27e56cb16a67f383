package io.kinolake.models.oip;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Doubles {@code x}, F32 [n, 2], into {@code y}, and counts its elements in {@code count}. */
final class DoublingModel implements TensorModel {

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("x", DType.F32, List.of(-1L, 2L)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(
        new TensorSpec("y", DType.F32, List.of(-1L, 2L)),
        new TensorSpec("count", DType.I64, List.of(1L)));
  }

  @Override
  public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
    HostTensor x = given.get("x");
    float[] values = x.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
    Map<String, HostTensor> all =
        Map.of(
            "y", HostTensor.floats(x.shape(), values),
            "count",
                HostTensor.integers(
                    DType.I64, io.kinolake.models.tensor.Shape.of(1), values.length));
    Map<String, HostTensor> chosen = new LinkedHashMap<>();
    wanted.forEach(name -> chosen.put(name, all.get(name)));
    return chosen;
  }

  @Override
  public void close() {}
}
