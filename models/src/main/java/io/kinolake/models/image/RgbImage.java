package io.kinolake.models.image;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;

/**
 * A picture in memory: [height, width, 3], one byte a channel, red first. The array is shared, not
 * copied; whoever makes the picture no longer writes to it.
 */
public final class RgbImage {
  /** Channels of a pixel. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * A picture of these pixels.
   *
   * @throws KinolakeException INTERNAL if the bytes are not as many as the picture has
   */
  public RgbImage(int width, int height, byte[] pixels) {
    if (width < 1 || height < 1 || pixels.length != (long) width * height * CHANNELS) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "A picture of %d×%d pixels was given %d bytes; %d are needed."
              .formatted(width, height, pixels.length, (long) width * height * CHANNELS));
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /** A picture of a tensor U8 [height, width, 3]. */
  public static RgbImage of(HostTensor tensor) {
    byte[] pixels = new byte[Math.toIntExact(tensor.bytes().size())];
    tensor.bytes().read(0, ByteBuffer.wrap(pixels));
    return new RgbImage(
        Math.toIntExact(tensor.shape().dim(1)), Math.toIntExact(tensor.shape().dim(0)), pixels);
  }

  /** The picture as U8 [height, width, 3], not copied. */
  public HostTensor toTensor() {
    return new HostTensor(DType.U8, Shape.of(height, width, CHANNELS), TensorBytes.wrap(pixels));
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The channels of the pixels, row by row, not copied. */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * The part of the picture that starts at ({@code left}, {@code top}).
   *
   * @throws KinolakeException if it reaches beyond the picture
   */
  public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
    if (left < 0 || top < 0 || left + cropWidth > width || top + cropHeight > height) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "A crop of %d×%d at (%d, %d) reaches beyond a picture of %d×%d."
              .formatted(cropWidth, cropHeight, left, top, width, height));
    }
    byte[] part = new byte[cropWidth * cropHeight * CHANNELS];
    for (int row = 0; row < cropHeight; row++) {
      System.arraycopy(
          pixels,
          ((top + row) * width + left) * CHANNELS,
          part,
          row * cropWidth * CHANNELS,
          cropWidth * CHANNELS);
    }
    return new RgbImage(cropWidth, cropHeight, part);
  }
}
