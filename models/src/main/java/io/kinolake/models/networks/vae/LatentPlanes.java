package io.kinolake.models.networks.vae;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;

/**
 * Latents [frames, channels, height, width] as planes, one for each frame and channel.
 *
 * @param shape of the latents
 * @param planes how many there are
 * @param length numbers of each
 */
record LatentPlanes(Shape shape, int planes, int length) {
  private static final int MOST = 255;

  static LatentPlanes of(Shape shape) {
    if (shape.rank() != 4 || shape.elements() == 0) {
      throw new IllegalArgumentException("latents have the shape " + shape);
    }
    int length = Math.toIntExact(shape.dim(2) * shape.dim(3));
    return new LatentPlanes(shape, Math.toIntExact(shape.elements() / length), length);
  }

  /** The least value and the step of each plane: F32 [frames, channels, 2]. */
  HostTensor ranges(HostTensor latents) {
    float[] values = latents.toFloats();
    float[] ranges = new float[2 * planes];
    for (int plane = 0; plane < planes; plane++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = plane * length; i < (plane + 1) * length; i++) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
      ranges[2 * plane] = least;
      ranges[2 * plane + 1] = (most - least) / MOST;
    }
    return HostTensor.floats(Shape.of(shape.dim(0), shape.dim(1), 2), ranges);
  }

  /** The nearest step of each value: U8. */
  HostTensor codes(HostTensor latents, HostTensor range) {
    float[] values = latents.toFloats();
    float[] ranges = range.toFloats();
    byte[] codes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      int plane = i / length;
      float step = ranges[2 * plane + 1];
      int code = step == 0 ? 0 : Math.round((values[i] - ranges[2 * plane]) / step);
      codes[i] = (byte) Math.min(MOST, Math.max(0, code));
    }
    return new HostTensor(DType.U8, shape, TensorBytes.wrap(codes));
  }

  /** The values of codes. */
  HostTensor decoded(HostTensor codes, HostTensor range) {
    if (codes.dtype() != DType.U8 || range.shape().elements() != 2L * planes) {
      throw new IllegalArgumentException("%s does not go with %s".formatted(codes, range));
    }
    float[] ranges = range.toFloats();
    float[] values = new float[planes * length];
    int next = 0;
    for (ByteBuffer piece : codes.bytes().pieces()) {
      while (piece.hasRemaining()) {
        int plane = next / length;
        int code = Byte.toUnsignedInt(piece.get());
        values[next++] = ranges[2 * plane] + ranges[2 * plane + 1] * code;
      }
    }
    return HostTensor.rounded(StoredLatents.VALUES, shape, values);
  }

  /**
   * Logarithms of each plane's mean, of values that are logarithms: BF16 [frames, channels, 1, 1].
   */
  HostTensor logMeans(HostTensor logarithms) {
    float[] values = logarithms.toFloats();
    float[] means = new float[planes];
    for (int plane = 0; plane < planes; plane++) {
      double sum = 0;
      for (int i = plane * length; i < (plane + 1) * length; i++) {
        sum += Math.exp(values[i]);
      }
      means[plane] = (float) Math.log(sum / length);
    }
    return HostTensor.rounded(
        StoredLatents.VALUES, Shape.of(shape.dim(0), shape.dim(1), 1, 1), means);
  }

  /** Each plane's value everywhere in the plane. */
  HostTensor repeated(HostTensor means) {
    if (means.shape().elements() != planes) {
      throw new IllegalArgumentException("%s are no planes of %s".formatted(means, shape));
    }
    float[] each = means.toFloats();
    float[] values = new float[planes * length];
    for (int i = 0; i < values.length; i++) {
      values[i] = each[i / length];
    }
    return HostTensor.rounded(StoredLatents.VALUES, shape, values);
  }
}
