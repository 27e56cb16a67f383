package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.media.FrameSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Gathers pictures of one size until an autoencoder takes them, as F32 [pictures, 3, height, width]
 * of −1 to 1. Not thread-safe.
 */
final class PictureChunk {
  private static final float HALF_RANGE = 127.5f;

  private final int capacity;
  private final FrameSize size;
  private ByteBuffer values = ByteBuffer.allocate(0);
  private int count;

  PictureChunk(int capacity, FrameSize size) {
    this.capacity = capacity;
    this.size = size;
  }

  /** One picture alone. */
  static HostTensor of(RgbImage picture) {
    PictureChunk chunk = new PictureChunk(1, new FrameSize(picture.width(), picture.height()));
    chunk.add(picture);
    return chunk.take();
  }

  void add(RgbImage picture) {
    int plane = size.width() * size.height();
    if (count == 0) {
      values =
          ByteBuffer.allocate(capacity * RgbImage.CHANNELS * plane * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    byte[] pixels = picture.pixels();
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      for (int i = 0; i < plane; i++) {
        int level = pixels[i * RgbImage.CHANNELS + channel] & 0xff;
        values.putFloat(level / HALF_RANGE - 1);
      }
    }
    count++;
  }

  boolean isFull() {
    return count == capacity;
  }

  /** The pictures gathered so far; the next one begins a new chunk. */
  HostTensor take() {
    Shape shape = Shape.of(count, RgbImage.CHANNELS, size.height(), size.width());
    HostTensor pictures = new HostTensor(DType.F32, shape, TensorBytes.wrap(values.flip()));
    count = 0;
    return pictures;
  }
}
