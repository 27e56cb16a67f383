package io.kinolake.training.loop;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.model.TrainableModel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model's parameters in the memory that graphs read. Owns it until it is closed; not thread-safe.
 */
public final class Weights implements AutoCloseable {
  private final Map<String, NativeTensor> tensors;
  private final Set<String> trained;

  private Weights(Map<String, NativeTensor> tensors, Set<String> fixed) {
    this.tensors = Collections.unmodifiableMap(tensors);
    Set<String> moved = new TreeSet<>(tensors.keySet());
    moved.removeAll(fixed);
    this.trained = Collections.unmodifiableSet(moved);
  }

  /** Parameters by chance, which follow from the seed. */
  public static Weights random(TrainableModel model, long seed) {
    Map<String, NativeTensor> tensors = new LinkedHashMap<>();
    model
        .parameterShapes()
        .forEach(
            (name, shape) -> {
              int count = Math.toIntExact(shape.elements());
              float[] values = model.start(name, shape).draw(name, count, seed);
              tensors.put(name, NativeTensor.of(HostTensor.floats(shape, values)));
            });
    return new Weights(tensors, model.fixed());
  }

  /**
   * Parameters from a file or folder.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS listing all parameters that
   *     are missing, of other shapes or unknown; NOT_FOUND
   */
  public static Weights load(TrainableModel model, Path path) {
    try (WeightSource source = WeightFiles.open(path)) {
      return of(model, source);
    }
  }

  /**
   * Parameters from weights under published names.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS as {@link #load}
   */
  public static Weights of(TrainableModel model, WeightSource source) {
    Map<String, Shape> shapes = model.parameterShapes();
    WeightSource fitted = model.layout().fit(source, shapes);
    Map<String, NativeTensor> tensors = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> tensors.put(name, NativeTensor.floats(fitted, name)));
    return new Weights(tensors, model.fixed());
  }

  /** All parameters by name, in the order of the network. */
  public Map<String, NativeTensor> tensors() {
    return tensors;
  }

  /** Names of those that are trained. */
  public Set<String> trained() {
    return trained;
  }

  @Override
  public void close() {
    tensors.values().forEach(NativeTensor::close);
  }
}
