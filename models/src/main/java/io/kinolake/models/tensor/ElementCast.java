package io.kinolake.models.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Converts numbers from one buffer into another, so that a large tensor can be cast without a whole
 * second copy. Rounds as {@link HostTensor#cast} does.
 */
public final class ElementCast {
  private ElementCast() {}

  /**
   * Converts all elements that remain in a buffer.
   *
   * @param source little-endian
   * @param to a floating type
   * @param target little-endian, with room for as many elements
   */
  public static void cast(DType from, ByteBuffer source, DType to, ByteBuffer target) {
    if (from == DType.BF16 && to == DType.F32) {
      widen(source, target);
      return;
    }
    while (source.hasRemaining()) {
      if (to == DType.F64) {
        target.putDouble(Elements.real(from, source));
      } else {
        Elements.putReal(to, target, (float) Elements.real(from, source));
      }
    }
  }

  /** The usual case, without a decision for each number. */
  private static void widen(ByteBuffer source, ByteBuffer target) {
    ShortBuffer halves = source.asShortBuffer();
    FloatBuffer floats = target.asFloatBuffer();
    int count = halves.remaining();
    for (int i = 0; i < count; i++) {
      floats.put(i, BFloat16.toFloat(halves.get(i)));
    }
    source.position(source.limit());
    target.position(target.position() + count * Float.BYTES);
  }
}
