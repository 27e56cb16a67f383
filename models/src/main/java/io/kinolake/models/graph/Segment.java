package io.kinolake.models.graph;

import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.tensor.Shape;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A piece of a network that runs forward and backward, and is handed its parameters at each run.
 * Pieces of one kind share a segment. Running backward computes the piece anew from its inputs, so
 * that nothing within it has to be kept. A whole network is a segment, too. Runs may be made by
 * several threads at once. Owns native memory until it is closed.
 */
public final class Segment implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final DeviceAccess device;
  private final Map<String, Placeholder<TFloat32>> parameters;
  private final Map<String, Operand<?>> inputs;
  private final Map<String, Operand<?>> outputs;
  private final Map<String, Placeholder<TFloat32>> changes;
  private final Map<String, Operand<TFloat32>> gradients;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Segment(Graph graph, NetworkOptions options, Parts parts) {
    this.graph = graph;
    this.session = new Session(graph, options.session());
    this.device = options.device();
    this.parameters = Map.copyOf(parts.parameters());
    this.inputs = Map.copyOf(parts.inputs());
    this.outputs = Map.copyOf(parts.outputs());
    this.changes = Map.copyOf(parts.changes());
    this.gradients = Map.copyOf(parts.gradients());
  }

  private record Parts(
      Map<String, Placeholder<TFloat32>> parameters,
      Map<String, Operand<?>> inputs,
      Map<String, Operand<?>> outputs,
      Map<String, Placeholder<TFloat32>> changes,
      Map<String, Operand<TFloat32>> gradients) {}

  /**
   * What a run is given. Nothing is copied on a processor and nothing is closed.
   *
   * @param parameters by the names that the segment's definition asks for
   * @param inputs by name
   * @param changes how the loss changes with each output that it depends on; empty to run forward
   */
  public record Given(
      Map<String, NativeTensor> parameters,
      Map<String, NativeTensor> inputs,
      Map<String, NativeTensor> changes) {}

  /**
   * What a run left; the caller closes each tensor.
   *
   * @param outputs those that were asked for
   * @param gradients of the loss with respect to the parameters and inputs that were asked for;
   *     those that the outputs do not depend on are absent
   */
  public record Left(Map<String, NativeTensor> outputs, Map<String, NativeTensor> gradients)
      implements AutoCloseable {
    @Override
    public void close() {
      outputs.values().forEach(NativeTensor::close);
      gradients.values().forEach(NativeTensor::close);
    }
  }

  /**
   * Builds a segment.
   *
   * @param definition declares inputs and outputs and builds what lies between
   * @param differentiable outputs that the loss depends on, 32-bit floats
   * @param towards inputs whose gradients are wanted besides those of all parameters, 32-bit floats
   */
  public static Segment build(
      NetworkOptions options,
      Consumer<NetworkBuilder> definition,
      Collection<String> differentiable,
      Collection<String> towards) {
    Graph graph = new Graph();
    try {
      Ops tf = NetworkBuilder.operations(graph, options);
      FedParameters parameters = new FedParameters(tf, options.precision());
      NetworkBuilder builder = new NetworkBuilder(graph, tf, parameters);
      definition.accept(builder);
      Map<String, Placeholder<TFloat32>> changes = new LinkedHashMap<>();
      Map<String, Operand<TFloat32>> gradients =
          differentiable.isEmpty()
              ? Map.of()
              : gradients(builder, tf, differentiable, towards, changes);
      Parts parts =
          new Parts(parameters.fed(), builder.inputs(), builder.outputs(), changes, gradients);
      return new Segment(graph, options, parts);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private static Map<String, Operand<TFloat32>> gradients(
      NetworkBuilder builder,
      Ops tf,
      Collection<String> differentiable,
      Collection<String> towards,
      Map<String, Placeholder<TFloat32>> changes) {
    Map<Operand<TFloat32>, Operand<TFloat32>> seeds = new LinkedHashMap<>();
    for (String name : differentiable) {
      Operand<TFloat32> output = floats(builder.outputs(), name);
      Placeholder<TFloat32> change =
          tf.placeholder(TFloat32.class, Placeholder.shape(output.shape()));
      changes.put(name, change);
      seeds.put(output, change);
    }
    Map<String, Operand<TFloat32>> others = new LinkedHashMap<>();
    towards.forEach(name -> others.put(name, floats(builder.inputs(), name)));
    return builder.gradients(seeds, others);
  }

  private static Operand<TFloat32> floats(Map<String, Operand<?>> values, String name) {
    return values.get(name).asOutput().expect(TFloat32.class);
  }

  /** Names and shapes of the parameters. */
  public Map<String, Shape> parameterShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.keySet().stream()
        .sorted()
        .forEach(name -> shapes.put(name, Shape.of(parameters.get(name).shape().asArray())));
    return Collections.unmodifiableMap(shapes);
  }

  /**
   * Runs the segment.
   *
   * @param outputs wanted outputs
   * @param wanted parameters and inputs whose gradients are wanted
   * @throws io.kinolake.schemas.failure.KinolakeException DEVICE_MEMORY if the device has too
   *     little
   */
  public Left run(Given given, Collection<String> outputs, Collection<String> wanted) {
    Session.Runner runner = session.runner();
    given.parameters().forEach((name, value) -> feed(runner, parameters.get(name), value));
    given.inputs().forEach((name, value) -> feed(runner, inputs.get(name), value));
    given.changes().forEach((name, value) -> feed(runner, changes.get(name), value));
    List<String> differentiated = wanted.stream().filter(gradients::containsKey).toList();
    outputs.forEach(name -> runner.fetch(this.outputs.get(name)));
    differentiated.forEach(name -> runner.fetch(gradients.get(name)));
    Result result = GraphRuns.run(device, runner, "a training step");
    UsedMemory used = new UsedMemory();
    given.parameters().values().forEach(used::add);
    given.inputs().values().forEach(used::add);
    given.changes().values().forEach(used::add);
    Map<String, NativeTensor> left = new HashMap<>();
    int next = 0;
    for (String name : outputs) {
      left.put(name, own(result.get(next++), used));
    }
    Map<String, NativeTensor> changed = new HashMap<>();
    for (String name : differentiated) {
      changed.put(name, own(result.get(next++), used));
    }
    return new Left(left, changed);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.close();
      graph.close();
    }
  }

  /**
   * What was fetched, in memory of its own: TensorFlow lets a reshaped or copied value share that
   * of another, which would change with it.
   */
  private static NativeTensor own(Tensor fetched, UsedMemory used) {
    NativeTensor value = new NativeTensor(fetched);
    if (used.overlaps(value)) {
      try (NativeTensor shared = value) {
        value = NativeTensor.of(shared.host());
      }
    }
    used.add(value);
    return value;
  }

  /** A segment has no use for a value that it does not take: it takes it from nobody. */
  private static void feed(Session.Runner runner, Operand<?> place, NativeTensor value) {
    if (place != null) {
      runner.feed(place, value.tensor());
    }
  }
}
