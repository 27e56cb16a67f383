package io.kinolake.models.graph;

import io.kinolake.models.tensor.HostTensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Tensor;

/**
 * What a run left in the engine's memory, for another run to take up without a copy: see {@link
 * Network#runKept}. Owns native memory until it is closed; not to be closed while a run uses it.
 */
public final class KeptValues implements AutoCloseable {
  private final Result result;
  private final Map<String, Integer> positions = new LinkedHashMap<>();

  KeptValues(Result result, Collection<String> names) {
    this.result = result;
    names.forEach(name -> positions.put(name, positions.size()));
  }

  /** One value, valid until those that it belongs to are closed. */
  public static final class Value {
    private final Tensor tensor;

    private Value(Tensor tensor) {
      this.tensor = tensor;
    }

    Tensor tensor() {
      return tensor;
    }
  }

  /** A value to feed to another run. */
  public Value value(String name) {
    return new Value(tensor(name));
  }

  /** A copy of a value. */
  public HostTensor host(String name) {
    return Transfer.toHost(tensor(name));
  }

  @Override
  public void close() {
    result.close();
  }

  private Tensor tensor(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException(
          "The run left no '%s', but %s".formatted(name, positions.keySet()));
    }
    return result.get(position);
  }
}
