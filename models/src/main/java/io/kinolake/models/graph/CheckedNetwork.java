package io.kinolake.models.graph;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.tensor.HostTensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A network of this process whose results are refused where they are not finite, by {@link
 * FiniteCheck}.
 *
 * @param network owned by this one
 */
public record CheckedNetwork(Network network) implements TensorModel {

  @Override
  public List<TensorSpec> inputs() {
    return network.inputSpecs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return network.outputSpecs().stream()
        .filter(output -> !FiniteCheck.isWatch(output.name()))
        .toList();
  }

  @Override
  public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
    return FiniteCheck.run(network, given, wanted);
  }

  @Override
  public void close() {
    network.close();
  }
}
