package io.kinolake.models.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A network under construction: names its inputs and outputs and gives the scope in which its parts
 * are built. Used on one thread, within {@link Network#build}.
 */
public final class NetworkBuilder {
  private final Graph graph;
  private final Ops tf;
  private final VariableParameters parameters;
  private final Map<String, Operand<?>> inputs = new LinkedHashMap<>();
  private final Map<String, Operand<?>> outputs = new LinkedHashMap<>();

  NetworkBuilder(Graph graph, Precision precision, Optional<DeviceSpec> device) {
    this.graph = graph;
    Ops anywhere = Ops.create(graph);
    this.tf = device.map(anywhere::withDevice).orElse(anywhere);
    this.parameters = new VariableParameters(tf, precision);
  }

  public Ops tf() {
    return tf;
  }

  /** The outermost scope; intermediate values are not looked at. */
  public NetScope scope() {
    return new NetScope(tf, parameters, "", Taps.NONE);
  }

  /** The outermost scope; every intermediate value becomes an output with a prefix to its name. */
  public NetScope scopeWithOutputs(String prefix) {
    return new NetScope(tf, parameters, "", (name, value) -> output(prefix + name, value));
  }

  /**
   * Declares an input.
   *
   * @param shape sizes; -1 where they differ from run to run
   */
  public <T extends TType> Operand<T> input(String name, Class<T> type, long... shape) {
    Placeholder<T> input = tf.placeholder(type, Placeholder.shape(Shape.of(shape)));
    require(inputs.put(name, input) == null, "input", name);
    return input;
  }

  /** Declares an output. */
  public void output(String name, Operand<?> value) {
    // A value may be fetched once only, so that two names for it need two operations.
    require(outputs.put(name, tf.identity(value)) == null, "output", name);
  }

  /**
   * Gradients of the sum of {@code value} with respect to every parameter asked for so far, by the
   * parameter's name. Parameters that do not take part have none.
   */
  public Map<String, Operand<TFloat32>> gradients(Operand<TFloat32> value) {
    return gradients(value, Map.of());
  }

  /**
   * As {@link #gradients(Operand)}, and with respect to other values on the way to {@code value},
   * by the names that they are given.
   */
  public Map<String, Operand<TFloat32>> gradients(
      Operand<TFloat32> value, Map<String, Operand<TFloat32>> others) {
    Map<String, Output<?>> with = new LinkedHashMap<>();
    parameters.held().forEach((name, held) -> with.put(name, held.value().asOutput()));
    others.forEach((name, other) -> with.put(name, other.asOutput()));
    List<String> names = List.copyOf(with.keySet());
    Output<?>[] found =
        graph.addGradients(value.asOutput(), with.values().toArray(Output<?>[]::new));
    Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i] != null) {
        gradients.put(names.get(i), tf.dtypes.cast(found[i], TFloat32.class));
      }
    }
    return gradients;
  }

  VariableParameters parameters() {
    return parameters;
  }

  Map<String, Operand<?>> inputs() {
    return inputs;
  }

  Map<String, Operand<?>> outputs() {
    return outputs;
  }

  private static void require(boolean first, String kind, String name) {
    if (!first) {
      throw new IllegalStateException("The network declares the " + kind + " '" + name + "' twice");
    }
  }
}
