package io.kinolake.training.loop;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.model.Holding;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.TrainableModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a rank holds of a model's parameters, in the memory that graphs read. Owns it until it is
 * closed; not thread-safe.
 */
public final class Weights implements AutoCloseable {
  private final ModelPart part;
  private final Map<String, NativeTensor> tensors;
  private final Set<String> trained;

  private Weights(ModelPart part, Map<String, NativeTensor> tensors) {
    this.part = part;
    this.tensors = Collections.unmodifiableMap(tensors);
    Set<String> moved = new TreeSet<>(tensors.keySet());
    moved.removeAll(part.model().fixed());
    this.trained = Collections.unmodifiableSet(moved);
  }

  /** Parameters by chance, which follow from the seed and not from how ranks share them. */
  public static Weights random(ModelPart part, long seed) {
    TrainableModel model = part.model();
    Map<String, NativeTensor> tensors = new LinkedHashMap<>();
    part.shapes()
        .forEach(
            (name, shape) -> {
              int count = Math.toIntExact(shape.elements());
              HostTensor whole =
                  HostTensor.floats(shape, model.start(name, shape).draw(name, count, seed));
              tensors.put(name, held(part, name, whole));
            });
    return new Weights(part, tensors);
  }

  /**
   * Parameters from a file or folder of whole ones.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS listing all parameters that
   *     are missing, of other shapes or unknown; NOT_FOUND
   */
  public static Weights load(ModelPart part, Path path) {
    try (WeightSource source = WeightFiles.open(path)) {
      return of(part, source);
    }
  }

  /**
   * Parameters from weights under published names.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS as {@link #load}
   */
  public static Weights of(ModelPart part, WeightSource source) {
    Map<String, Shape> shapes = part.shapes();
    WeightSource fitted = part.model().layout().fit(source, shapes);
    Map<String, NativeTensor> tensors = new LinkedHashMap<>();
    for (String name : shapes.keySet()) {
      tensors.put(
          name,
          part.holding(name).isShard()
              ? held(part, name, fitted.tensor(name))
              : NativeTensor.floats(fitted, name));
    }
    return new Weights(part, tensors);
  }

  private static NativeTensor held(ModelPart part, String name, HostTensor whole) {
    return NativeTensor.of(part.holding(name).isShard() ? part.shard(name).of(whole) : whole);
  }

  /** What of the model this is. */
  public ModelPart part() {
    return part;
  }

  /** All parameters by name, in the order of the network. */
  public Map<String, NativeTensor> tensors() {
    return tensors;
  }

  /** Names of those that are trained. */
  public Set<String> trained() {
    return trained;
  }

  /** Of these, those whose gradients tensor-parallel ranks have parts of, in order. */
  Set<String> addedUp() {
    Set<String> names = part.names(how -> how == Holding.WHOLE_WITH_PART_OF_GRADIENT);
    names.retainAll(trained);
    return names;
  }

  @Override
  public void close() {
    tensors.values().forEach(NativeTensor::close);
  }
}
