package io.kinolake.models.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
  private final GraphParameters parameters;
  private final Map<String, Operand<?>> inputs = new LinkedHashMap<>();
  private final Map<String, Operand<?>> outputs = new LinkedHashMap<>();

  NetworkBuilder(Graph graph, Ops tf, GraphParameters parameters) {
    this.graph = graph;
    this.tf = tf;
    this.parameters = parameters;
  }

  /** Operations of a graph, all of which run on one device. */
  static Ops operations(Graph graph, NetworkOptions options) {
    Ops anywhere = Ops.create(graph);
    return options.device().placement().spec().map(anywhere::withDevice).orElse(anywhere);
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
    return named(
        others, with -> graph.addGradients(value.asOutput(), with.toArray(Output<?>[]::new)));
  }

  /**
   * Gradients of something that depends on several values.
   *
   * @param changes how it changes with each value, as the value
   * @param others with respect to which gradients are taken besides all parameters
   */
  Map<String, Operand<TFloat32>> gradients(
      Map<Operand<TFloat32>, Operand<TFloat32>> changes, Map<String, Operand<TFloat32>> others) {
    return named(
        others,
        with ->
            graph.addGradients(
                null,
                outputs(changes.keySet()),
                with.toArray(Output<?>[]::new),
                outputs(changes.values())));
  }

  private Map<String, Operand<TFloat32>> named(
      Map<String, Operand<TFloat32>> others, Function<List<Output<?>>, Output<?>[]> gradientsOf) {
    Map<String, Output<?>> with = new LinkedHashMap<>();
    parameters.values().forEach((name, parameter) -> with.put(name, parameter.asOutput()));
    others.forEach((name, other) -> with.put(name, other.asOutput()));
    Output<?>[] found = gradientsOf.apply(List.copyOf(with.values()));
    List<String> names = List.copyOf(with.keySet());
    Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    for (int i = 0; i < found.length; i++) {
      if (found[i] != null) {
        gradients.put(names.get(i), tf.dtypes.cast(found[i], TFloat32.class));
      }
    }
    return gradients;
  }

  private static Output<?>[] outputs(Collection<Operand<TFloat32>> values) {
    return values.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
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
