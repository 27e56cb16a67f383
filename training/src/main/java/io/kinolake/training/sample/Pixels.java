package io.kinolake.training.sample;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;

/**
 * Between pictures and what autoencoders take and give: F32 [pictures, 3, height, width], −1 to 1.
 */
final class Pixels {
  private static final float HALF_RANGE = 127.5f;

  private Pixels() {}

  /** One picture as [1, 3, height, width]. */
  static HostTensor of(RgbImage image) {
    int plane = image.width() * image.height();
    float[] values = new float[RgbImage.CHANNELS * plane];
    for (int i = 0; i < values.length; i++) {
      int level = image.pixels()[i % plane * RgbImage.CHANNELS + i / plane] & 0xff;
      values[i] = level / HALF_RANGE - 1;
    }
    return HostTensor.floats(Shape.of(1, RgbImage.CHANNELS, image.height(), image.width()), values);
  }

  /** The picture [3, height, width], clamped, its levels rounded to the nearest. */
  static RgbImage image(HostTensor picture) {
    float[] values = picture.toFloats();
    int plane = values.length / RgbImage.CHANNELS;
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      float level = (Math.max(-1, Math.min(1, values[i])) + 1) * HALF_RANGE;
      pixels[i % plane * RgbImage.CHANNELS + i / plane] = (byte) (level + 0.5f);
    }
    return new RgbImage(
        Math.toIntExact(picture.shape().dim(2)), Math.toIntExact(picture.shape().dim(1)), pixels);
  }
}
