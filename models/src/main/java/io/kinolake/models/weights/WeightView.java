package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tensors under other names or in other shapes, not copied: how a network reads files that name its
 * parameters otherwise. Owns what it views.
 */
public final class WeightView implements WeightSource {
  private final WeightSource source;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  private WeightView(WeightSource source) {
    this.source = source;
  }

  /**
   * How a tensor is seen.
   *
   * @param name its name in the view
   * @param shape as many elements as it has
   */
  public record Seen(String name, Shape shape) {}

  /**
   * Views a source.
   *
   * @param seen how the view shows a tensor of a name and kind
   * @throws KinolakeException BAD_CONFIG if two tensors would have one name
   */
  public static WeightView of(WeightSource source, BiFunction<String, TensorInfo, Seen> seen) {
    WeightView view = new WeightView(source);
    source
        .tensors()
        .forEach(
            (name, info) -> {
              Seen as = seen.apply(name, info);
              String other = view.names.put(as.name(), name);
              if (other != null) {
                throw new KinolakeException(
                    FailureCode.BAD_CONFIG,
                    "%s holds both '%s' and '%s', which are names of one tensor; take one out."
                        .formatted(source.origin(), other, name));
              }
              view.tensors.put(as.name(), new TensorInfo(info.dtype(), as.shape()));
            });
    return view;
  }

  @Override
  public String origin() {
    return source.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public HostTensor tensor(String name) {
    return source.tensor(nameOf(name)).reshape(tensors.get(name).shape());
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    source.read(nameOf(name), offset, target);
  }

  @Override
  public void close() {
    source.close();
  }

  private String nameOf(String name) {
    String known = names.get(name);
    if (known == null) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return known;
  }
}
