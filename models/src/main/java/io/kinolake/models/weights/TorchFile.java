package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.TorchValue.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A checkpoint that {@code torch.save} wrote ({@code .pt}, {@code .pth}, {@code .bin}), as a zip
 * file or in the older form of concatenated pickles. Its pickle is read by a {@linkplain Unpickler
 * restricted reader} and checked when the file is opened; tensors are mapped. Thread-safe.
 *
 * <p>As a source of weights its tensors bear the names of the keys that lead to them, joined by
 * dots: {@code model.proj.weight} for {@code {"model": {"proj.weight": …}}}, and positions for
 * lists.
 */
public final class TorchFile implements WeightSource {
  private final WeightChannel channel;
  private final TorchContent content;
  private final Map<String, Tensor> named;
  private final Map<String, TensorInfo> tensors;

  private TorchFile(WeightChannel channel, TorchContent content) {
    this.channel = channel;
    this.content = content;
    this.named = NamedTensors.of(channel.origin(), content.root());
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    named.forEach((name, tensor) -> infos.put(name, tensor.info()));
    this.tensors = Collections.unmodifiableMap(infos);
  }

  /**
   * Opens and checks a file.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND, NOT_READABLE, TRUNCATED,
   *     CORRUPT, or FORBIDDEN_FORMAT if its pickle asks for anything that is not a tensor, a
   *     container or a plain value
   */
  public static TorchFile open(Path file) {
    WeightChannel channel = WeightChannel.open(file);
    try {
      return new TorchFile(channel, TorchContent.read(channel));
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Everything that was saved, tensors and other values. */
  public TorchValue root() {
    return content.root();
  }

  @Override
  public String origin() {
    return channel.origin();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public HostTensor tensor(String name) {
    return find(name).read();
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    Tensor tensor = find(name);
    StorageView view = tensor.view().orElseThrow();
    if (!view.isContiguous()) {
      tensor.read().bytes().read(offset, target);
      return;
    }
    Objects.checkFromIndexSize(offset, target.remaining(), tensor.info().byteSize());
    content.storages().read(view, offset, target);
  }

  @Override
  public void close() {
    channel.close();
  }

  private Tensor find(String name) {
    Tensor tensor = named.get(name);
    if (tensor == null) {
      throw WeightErrors.noTensor(origin(), name);
    }
    return tensor;
  }
}
