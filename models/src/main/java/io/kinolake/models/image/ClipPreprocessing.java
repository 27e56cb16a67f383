package io.kinolake.models.image;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.List;

/**
 * Pictures as CLIP takes them: resized so that the short side fits, cropped at the centre, and
 * normalised per channel with the mean and deviation of CLIP's training data.
 *
 * @param size height and width of the result, pixels
 */
public record ClipPreprocessing(int size) {
  /** Mean of each channel, of values in 0…1 (openai/CLIP, {@code clip.py}). */
  private static final double[] MEAN = {0.48145466, 0.4578275, 0.40821073};

  /** Standard deviation of each channel, of values in 0…1 (openai/CLIP, {@code clip.py}). */
  private static final double[] DEVIATION = {0.26862954, 0.26130258, 0.27577711};

  /** The picture resized and cropped, before it is normalised. */
  public RgbImage crop(RgbImage image) {
    int shorter = Math.min(image.width(), image.height());
    int longer = (int) ((long) size * Math.max(image.width(), image.height()) / shorter);
    RgbImage resized =
        image.width() <= image.height()
            ? BicubicResize.resize(image, size, longer)
            : BicubicResize.resize(image, longer, size);
    int left = (int) Math.rint((resized.width() - size) / 2.0);
    int top = (int) Math.rint((resized.height() - size) / 2.0);
    return resized.crop(left, top, size, size);
  }

  /**
   * Writes a cropped picture, normalised, channel by channel.
   *
   * @param to receives [3, size, size] from {@code offset} on
   */
  public void normalise(RgbImage cropped, float[] to, int offset) {
    int plane = size * size;
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      for (int i = 0; i < plane; i++) {
        float value = (cropped.pixels()[i * RgbImage.CHANNELS + channel] & 0xff) / 255f;
        to[offset + channel * plane + i] =
            (value - (float) MEAN[channel]) / (float) DEVIATION[channel];
      }
    }
  }

  /** Pictures resized, cropped and normalised: F32 [pictures, 3, size, size]. */
  public HostTensor batch(List<RgbImage> images) {
    int length = RgbImage.CHANNELS * size * size;
    float[] batch = new float[Math.multiplyExact(images.size(), length)];
    for (int i = 0; i < images.size(); i++) {
      normalise(crop(images.get(i)), batch, i * length);
    }
    return HostTensor.floats(Shape.of(images.size(), RgbImage.CHANNELS, size, size), batch);
  }

  /**
   * A picture on a square of its longer side, centred on CLIP's mean colour; LLaVA's aspect {@code
   * pad}.
   */
  public static RgbImage padded(RgbImage image) {
    int side = Math.max(image.width(), image.height());
    byte[] square = new byte[side * side * RgbImage.CHANNELS];
    for (int i = 0; i < square.length; i++) {
      square[i] = (byte) (int) (MEAN[i % RgbImage.CHANNELS] * 255);
    }
    int left = (side - image.width()) / 2;
    int top = (side - image.height()) / 2;
    for (int row = 0; row < image.height(); row++) {
      System.arraycopy(
          image.pixels(),
          row * image.width() * RgbImage.CHANNELS,
          square,
          ((top + row) * side + left) * RgbImage.CHANNELS,
          image.width() * RgbImage.CHANNELS);
    }
    return new RgbImage(side, side, square);
  }
}
