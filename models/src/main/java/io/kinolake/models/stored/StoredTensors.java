package io.kinolake.models.stored;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TensorEncoding;
import io.kinolake.schemas.tables.TextForm;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tensors of a sample as they lie in a shard, and back.
 *
 * @param tensors by name; of latents, means end in {@code _mean}, logarithms of variances in {@code
 *     _logvar}, each [frames, channels, height, width]
 * @param encodings of those that are not {@link TensorEncoding#PLAIN}
 */
public record StoredTensors(
    Map<String, HostTensor> tensors, Map<String, TensorEncoding> encodings) {
  /** The type of values where they are used. */
  static final DType VALUES = DType.BF16;

  private static final String MEAN = "_mean";
  private static final String LOG_VARIANCE = "_logvar";

  public StoredTensors {
    tensors = Map.copyOf(tensors);
    encodings = Map.copyOf(encodings);
  }

  /**
   * What is to be stored of latents. Tensors of other names stay as they are.
   *
   * @param exact BF16
   */
  public static StoredTensors ofLatents(LatentForm form, Map<String, HostTensor> exact) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, TensorEncoding> encodings = new TreeMap<>();
    exact.forEach(
        (name, tensor) -> {
          boolean variance = name.endsWith(LOG_VARIANCE);
          if (form == LatentForm.QUANTISED && variance) {
            tensors.put(name, PlaneTiles.of(tensor.shape()).logMeans(tensor));
            encodings.put(name, TensorEncoding.TILES);
          } else if (form == LatentForm.QUANTISED && name.endsWith(MEAN)) {
            putSteps(name, tensor, ValueRuns.planes(tensor.shape()), tensors);
            encodings.put(name, TensorEncoding.STEPS);
          } else if (form != LatentForm.MEAN || !variance) {
            tensors.put(name, tensor);
          }
        });
    return new StoredTensors(tensors, encodings);
  }

  /**
   * What is to be stored of embeddings. Tensors that are not BF16 [tokens, width], such as masks,
   * stay as they are.
   */
  public static StoredTensors ofText(TextForm form, Map<String, HostTensor> exact) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, TensorEncoding> encodings = new TreeMap<>();
    exact.forEach(
        (name, tensor) -> {
          if (form == TextForm.QUANTISED
              && tensor.dtype() == VALUES
              && tensor.shape().rank() == 2
              && tensor.shape().elements() > 0) {
            putSteps(name, tensor, ValueRuns.groups(tensor.shape()), tensors);
            encodings.put(name, TensorEncoding.STEPS);
          } else {
            tensors.put(name, tensor);
          }
        });
    return new StoredTensors(tensors, encodings);
  }

  private static void putSteps(
      String name, HostTensor tensor, ValueRuns runs, Map<String, HostTensor> tensors) {
    HostTensor range = runs.rangesOf(tensor);
    tensors.put(name + TensorEncoding.RANGE, range);
    tensors.put(name, runs.codes(tensor, range));
  }

  /**
   * The sample as those who use it know it: latents are BF16 [frames, channels, height, width] and
   * embeddings BF16 [tokens, width], however they were stored. What is plain is not copied.
   *
   * @throws IllegalArgumentException if tensors do not fit together
   */
  public Map<String, HostTensor> values() {
    Map<String, HostTensor> values = new TreeMap<>();
    for (String name : names()) {
      values.put(
          name,
          encoding(name) == TensorEncoding.PLAIN
              ? find(name)
              : HostTensor.rounded(VALUES, shape(name), floats(name)));
    }
    return values;
  }

  /** What has values: all tensors but the ranges of encoded ones. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(tensors.keySet());
    encodings.forEach(
        (name, encoding) -> {
          if (encoding == TensorEncoding.STEPS) {
            names.remove(name + TensorEncoding.RANGE);
          }
        });
    return names;
  }

  /**
   * The shape of a tensor's values.
   *
   * @throws IllegalArgumentException if it is not there or does not fit to what belongs to it
   */
  public Shape shape(String name) {
    HostTensor stored = find(name);
    return switch (encoding(name)) {
      case PLAIN -> stored.shape();
      case STEPS -> runs(name).shape();
      case TILES -> tiles(name).shape();
    };
  }

  /**
   * The values of a tensor, rounded to BF16 where they are encoded.
   *
   * @throws IllegalArgumentException as {@link #shape} does
   */
  public float[] floats(String name) {
    HostTensor stored = find(name);
    return switch (encoding(name)) {
      case PLAIN -> stored.toFloats();
      case STEPS -> runs(name).floats(stored, find(name + TensorEncoding.RANGE));
      case TILES -> tiles(name).repeated(stored.toFloats());
    };
  }

  /**
   * Standard deviations, the roots of variances.
   *
   * @param name the tensor of the variances' logarithms
   * @throws IllegalArgumentException as {@link #shape} does
   */
  public float[] deviations(String name) {
    boolean tiled = encoding(name) == TensorEncoding.TILES;
    float[] each = tiled ? find(name).toFloats() : floats(name);
    for (int i = 0; i < each.length; i++) {
      each[i] = LogVariance.deviation(each[i]);
    }
    return tiled ? tiles(name).repeated(each) : each;
  }

  private TensorEncoding encoding(String name) {
    return encodings.getOrDefault(name, TensorEncoding.PLAIN);
  }

  private ValueRuns runs(String name) {
    return ValueRuns.of(find(name), find(name + TensorEncoding.RANGE));
  }

  /** There are as many variances as means of latents. */
  private PlaneTiles tiles(String name) {
    PlaneTiles tiles = PlaneTiles.of(shape(name.replace(LOG_VARIANCE, MEAN)));
    tiles.check(find(name));
    return tiles;
  }

  private HostTensor find(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no tensor '%s'".formatted(name));
    }
    return tensor;
  }
}
