package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorRows;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Softens the borders between chunks that were decoded alone: the last frame a of a chunk and the
 * first frame b of the next become {@code b' = r·b + (1−r)·a} and {@code a' = r·a + (1−r)·b'}.
 * Holds one chunk. Used on one thread.
 */
final class ChunkMixer {
  private final float remain;
  private final Consumer<HostTensor> out;
  private Optional<HostTensor> held = Optional.empty();

  /**
   * A mixer.
   *
   * @param remain how much a frame keeps of its own, r
   * @param out takes the chunks, mixed, in order
   */
  ChunkMixer(float remain, Consumer<HostTensor> out) {
    this.remain = remain;
    this.out = out;
  }

  /**
   * Takes the next chunk.
   *
   * @param chunk [frames, ...], F32, at least one frame
   */
  void accept(HostTensor chunk) {
    if (held.isEmpty()) {
      held = Optional.of(chunk);
      return;
    }
    HostTensor before = held.get();
    long last = before.shape().dim(0) - 1;
    HostTensor a = TensorRows.slice(before, last, last + 1);
    HostTensor b = TensorRows.slice(chunk, 0, 1);
    HostTensor mixedB = mixed(b, a);
    HostTensor mixedA = mixed(a, mixedB);
    out.accept(TensorRows.concat(List.of(TensorRows.slice(before, 0, last), mixedA)));
    held =
        Optional.of(
            TensorRows.concat(List.of(mixedB, TensorRows.slice(chunk, 1, chunk.shape().dim(0)))));
  }

  /** Gives out the last chunk. */
  void finish() {
    held.ifPresent(out);
    held = Optional.empty();
  }

  private HostTensor mixed(HostTensor own, HostTensor other) {
    float[] values = own.toFloats();
    float[] added = other.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = remain * values[i] + (1 - remain) * added[i];
    }
    return HostTensor.floats(Shape.of(own.shape().toArray()), values);
  }
}
