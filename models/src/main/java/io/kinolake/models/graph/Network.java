package io.kinolake.models.graph;

import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.KeyCheck;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * A network that can be run: its graph, a session and the parameters on its device. Made by {@link
 * #build}, filled by {@link #load}; then {@link #run} may be called by several threads at once.
 * Owns native memory until it is closed.
 */
public final class Network implements AutoCloseable {
  /** What is loaded in one run: every run with other parameters costs a pass over the graph. */
  private static final long GROUP_BYTES = 256L << 20;

  /** Of these so much is held in another order than published: it is in memory twice meanwhile. */
  private static final long REORDERED_BYTES = 128L << 20;

  private final Graph graph;
  private final Session session;
  private final DeviceAccess device;
  private final Map<String, VariableParameters.Held> parameters;
  private final Map<String, Operand<?>> inputs;
  private final Map<String, Operand<?>> outputs;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Network(
      Graph graph,
      Session session,
      VariableParameters parameters,
      NetworkBuilder built,
      DeviceAccess device) {
    this.graph = graph;
    this.session = session;
    this.device = device;
    this.parameters = Map.copyOf(parameters.held());
    this.inputs = Map.copyOf(built.inputs());
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(built.outputs()));
  }

  /**
   * Builds a network without values of its parameters.
   *
   * @param definition declares inputs and outputs and builds what lies between
   */
  public static Network build(NetworkOptions options, Consumer<NetworkBuilder> definition) {
    Graph graph = new Graph();
    try {
      Ops tf = NetworkBuilder.operations(graph, options);
      VariableParameters parameters = new VariableParameters(tf, options.precision());
      NetworkBuilder builder = new NetworkBuilder(graph, tf, parameters);
      definition.accept(builder);
      return new Network(
          graph, new Session(graph, options.session()), parameters, builder, options.device());
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Builds a network and gives every parameter its value; the weights may be closed afterwards.
   *
   * @param layout how the weights are named and arranged
   * @throws KinolakeException WRONG_WEIGHTS if they are not the network's, naming every difference
   */
  public static Network open(
      NetworkOptions options,
      WeightLayout layout,
      WeightSource weights,
      Consumer<NetworkBuilder> definition) {
    Network network = build(options, definition);
    try {
      network.load(layout.fit(weights, network.parameterShapes()));
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** The parameters' names and shapes. */
  public Map<String, io.kinolake.models.tensor.Shape> parameterShapes() {
    Map<String, io.kinolake.models.tensor.Shape> shapes = new LinkedHashMap<>();
    parameters.forEach(
        (name, held) ->
            shapes.put(name, io.kinolake.models.tensor.Shape.of(held.shape().asArray())));
    return shapes;
  }

  /** What the network takes. */
  public List<TensorSpec> inputSpecs() {
    return specs(inputs);
  }

  /** What it gives, in the order of declaration; what watches layers included. */
  public List<TensorSpec> outputSpecs() {
    return specs(outputs);
  }

  private static List<TensorSpec> specs(Map<String, Operand<?>> values) {
    return values.entrySet().stream()
        .map(
            entry ->
                new TensorSpec(
                    entry.getKey(),
                    Transfer.dtypeOf(entry.getValue().type()),
                    Arrays.stream(entry.getValue().shape().asArray()).boxed().toList()))
        .toList();
  }

  /** The inputs' names. */
  public Set<String> inputNames() {
    return inputs.keySet();
  }

  /** The outputs' names in the order in which they were declared. */
  public Set<String> outputNames() {
    return outputs.keySet();
  }

  /**
   * Gives every parameter its value, some at a time, so that little is ever held twice. Tensors
   * that the network does not know are left alone; whoever wants them counted asks {@code
   * KeyCheck}.
   *
   * @throws KinolakeException WRONG_WEIGHTS naming every parameter that is missing or has another
   *     shape
   */
  public void load(WeightSource weights) {
    KeyCheck.require(parameterShapes(), weights, name -> true);
    List<String> group = new ArrayList<>();
    long bytes = 0;
    long reordered = 0;
    for (String name : parameters.keySet()) {
      long size = parameters.get(name).byteSize();
      long twice = parameters.get(name).isReordered() ? size : 0;
      if (!group.isEmpty() && (bytes + size > GROUP_BYTES || reordered + twice > REORDERED_BYTES)) {
        assign(weights, group);
        group.clear();
        bytes = 0;
        reordered = 0;
      }
      group.add(name);
      bytes += size;
      reordered += twice;
    }
    if (!group.isEmpty()) {
      assign(weights, group);
    }
  }

  private void assign(WeightSource weights, List<String> names) {
    Session.Runner runner = session.runner();
    List<TType> values = new ArrayList<>();
    try {
      for (String name : names) {
        VariableParameters.Held held = parameters.get(name);
        TType value = Transfer.toTensor(weights, name, held.type());
        values.add(value);
        runner.feed(held.fed(), value).addTarget(held.assign());
      }
      run(runner, "the weights").close();
    } finally {
      values.forEach(Tensor::close);
    }
  }

  /**
   * Looks through every loaded parameter, on the network's device.
   *
   * @throws KinolakeException NOT_FINITE naming each parameter that holds NaN or infinity
   */
  public void requireFiniteParameters() {
    List<String> names = List.copyOf(parameters.keySet());
    Session.Runner runner = session.runner();
    names.forEach(name -> runner.fetch(parameters.get(name).finite()));
    try (Result finite = run(runner, "a look at the weights")) {
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (Transfer.toHost(finite.get(i)).toLongs()[0] == 0) {
          wrong.add(names.get(i));
        }
      }
      if (!wrong.isEmpty()) {
        throw new KinolakeException(
            FailureCode.NOT_FINITE,
            "The weights hold NaN or infinity in %s. Fetch or export them again."
                .formatted(wrong.stream().sorted().toList()));
      }
    }
  }

  /**
   * Runs the network once.
   *
   * @param given a value for each input that the wanted outputs depend on
   * @param wanted names of outputs
   * @return the outputs by name, in the order asked for
   * @throws KinolakeException INTERNAL if a name is unknown; DEVICE_MEMORY if the device has too
   *     little
   */
  public Map<String, HostTensor> run(Map<String, HostTensor> given, Collection<String> wanted) {
    try (KeptValues values = runKept(given, Map.of(), wanted)) {
      Map<String, HostTensor> copies = new LinkedHashMap<>();
      wanted.forEach(name -> copies.put(name, values.host(name)));
      return copies;
    }
  }

  /**
   * Runs the network once and leaves the outputs where they are.
   *
   * @param given values for some inputs
   * @param kept values for further inputs, left by an earlier run of any network on the same
   *     device; they are not copied and stay the caller's
   * @param wanted names of outputs
   * @return the outputs; the caller closes them
   * @throws KinolakeException INTERNAL if a name is unknown; DEVICE_MEMORY if the device has too
   *     little
   */
  public KeptValues runKept(
      Map<String, HostTensor> given,
      Map<String, KeptValues.Value> kept,
      Collection<String> wanted) {
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      given.forEach(
          (name, value) -> {
            TType tensor = Transfer.toTensor(value);
            fed.add(tensor);
            runner.feed(known(inputs, "input", name), tensor);
          });
      kept.forEach((name, value) -> runner.feed(known(inputs, "input", name), value.tensor()));
      wanted.forEach(name -> runner.fetch(known(outputs, "output", name)));
      return new KeptValues(run(runner, "a run with " + given), wanted);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.close();
      graph.close();
    }
  }

  private Result run(Session.Runner runner, String what) {
    return GraphRuns.run(device, runner, what);
  }

  private static Operand<?> known(Map<String, Operand<?>> all, String kind, String name) {
    Operand<?> value = all.get(name);
    if (value == null) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "The network has no %s '%s'; it has %s.".formatted(kind, name, all.keySet()));
    }
    return value;
  }
}
