package io.kinolake.models.networks.vae;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.schemas.tables.TensorEncoding;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tensors of a sample as they lie in a shard, and back.
 *
 * @param tensors by name; means end in {@code _mean}, logarithms of variances in {@code _logvar},
 *     each [frames, channels, height, width]
 * @param encodings of those that are not {@link TensorEncoding#PLAIN}
 */
public record StoredLatents(
    Map<String, HostTensor> tensors, Map<String, TensorEncoding> encodings) {
  /** The type of latents where they are used. */
  static final DType VALUES = DType.BF16;

  private static final String MEAN = "_mean";
  private static final String LOG_VARIANCE = "_logvar";

  public StoredLatents {
    tensors = Map.copyOf(tensors);
    encodings = Map.copyOf(encodings);
  }

  /**
   * What is to be stored of latents. Tensors of other names stay as they are.
   *
   * @param exact BF16
   */
  public static StoredLatents of(LatentForm form, Map<String, HostTensor> exact) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    Map<String, TensorEncoding> encodings = new TreeMap<>();
    exact.forEach(
        (name, tensor) -> {
          boolean variance = name.endsWith(LOG_VARIANCE);
          if (form == LatentForm.QUANTISED && variance) {
            tensors.put(name, LatentPlanes.of(tensor.shape()).logMeans(tensor));
            encodings.put(name, TensorEncoding.PLANES);
          } else if (form == LatentForm.QUANTISED && name.endsWith(MEAN)) {
            LatentPlanes planes = LatentPlanes.of(tensor.shape());
            HostTensor range = planes.ranges(tensor);
            tensors.put(name + TensorEncoding.RANGE, range);
            tensors.put(name, planes.codes(tensor, range));
            encodings.put(name, TensorEncoding.STEPS);
          } else if (form != LatentForm.MEAN || !variance) {
            tensors.put(name, tensor);
          }
        });
    return new StoredLatents(tensors, encodings);
  }

  /**
   * The sample as those who use it know it: latents are BF16 [frames, channels, height, width],
   * however they were stored. What is plain is not copied.
   *
   * @throws IllegalArgumentException if tensors do not fit together
   */
  public Map<String, HostTensor> values() {
    Map<String, HostTensor> values = new TreeMap<>(tensors);
    encodings.forEach(
        (name, encoding) -> {
          HostTensor stored = find(name);
          switch (encoding) {
            case PLAIN -> {}
            case STEPS -> {
              HostTensor range = find(name + TensorEncoding.RANGE);
              values.remove(name + TensorEncoding.RANGE);
              values.put(name, LatentPlanes.of(stored.shape()).decoded(stored, range));
            }
            case PLANES -> values.put(name, LatentPlanes.of(sizeOf(name)).repeated(stored));
          }
        });
    return values;
  }

  /** The variances of a plane are as many as the means of its latents. */
  private Shape sizeOf(String name) {
    return find(name.replace(LOG_VARIANCE, MEAN)).shape();
  }

  private HostTensor find(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no tensor '%s'".formatted(name));
    }
    return tensor;
  }
}
