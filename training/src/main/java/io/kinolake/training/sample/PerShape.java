package io.kinolake.training.sample;

import io.kinolake.models.tensor.Shape;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A network that is built for latents of one shape, opened when it is first needed and anew for
 * another shape. One thread.
 */
final class PerShape<T> implements AutoCloseable {
  private final Function<Size, T> opener;
  private final Consumer<T> closer;
  private Optional<Size> size = Optional.empty();
  private Optional<T> network = Optional.empty();

  PerShape(Function<Size, T> opener, Consumer<T> closer) {
    this.opener = opener;
    this.closer = closer;
  }

  /** The size of latents. */
  record Size(int frames, int height, int width) {}

  /**
   * The network.
   *
   * @param shape [frames, channels, height, width]
   */
  T of(Shape shape) {
    Size wanted =
        new Size(
            Math.toIntExact(shape.dim(0)),
            Math.toIntExact(shape.dim(2)),
            Math.toIntExact(shape.dim(3)));
    if (!size.equals(Optional.of(wanted))) {
      close();
      network = Optional.of(opener.apply(wanted));
      size = Optional.of(wanted);
    }
    return network.orElseThrow();
  }

  @Override
  public void close() {
    Optional<T> open = network;
    size = Optional.empty();
    network = Optional.empty();
    open.ifPresent(closer);
  }
}
