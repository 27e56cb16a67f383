package io.kinolake.models.tiny;

import io.kinolake.models.image.BicubicResize;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import java.util.function.Consumer;

/**
 * Latents without a model: every fourth picture, shrunk by four and folded two by two into
 * channels. A latent frame is [12, height/8, width/8]; channel {@code 4c + 2y + x} is colour {@code
 * c} (red, green, blue) of the pixel (y, x) of each fold. Levels are centred and scaled as those of
 * photographs usually are, so that latents are of about zero mean and unit variance, the noise's
 * own. Stateless.
 */
public final class FoldedPictures {
  /** Pictures to a latent frame. */
  public static final int TIME_STEP = 4;

  /** Pixels of a picture to a latent pixel, along each side. */
  public static final int PATCH = 8;

  private static final int FOLD = 2;
  private static final int SHRINK = PATCH / FOLD;

  /** Channels of a latent frame. */
  public static final int CHANNELS = RgbImage.CHANNELS * FOLD * FOLD;

  /** Mean level of a photograph's pixels, by the pictures of ImageNet. */
  private static final float MEAN_LEVEL = 115;

  /** Deviation of their levels. */
  private static final float DEVIATION = 57;

  /** Latent of level 0. */
  public static final float DARKEST = -MEAN_LEVEL / DEVIATION;

  /** Latent of level 255. */
  public static final float BRIGHTEST = (255 - MEAN_LEVEL) / DEVIATION;

  private FoldedPictures() {}

  /** Latent frames of so many pictures. */
  public static int latentFrames(int pictures) {
    return (pictures - 1) / TIME_STEP + 1;
  }

  /**
   * One picture as a latent frame; what lies beyond whole patches is left out.
   *
   * @return [12, height, width], row-major
   */
  public static float[] fold(RgbImage picture) {
    int height = picture.height() / PATCH;
    int width = picture.width() / PATCH;
    float[] values = new float[CHANNELS * height * width];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int colour = channel / (FOLD * FOLD);
      int dy = channel / FOLD % FOLD;
      int dx = channel % FOLD;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          float mean = mean(picture, (y * FOLD + dy) * SHRINK, (x * FOLD + dx) * SHRINK, colour);
          values[(channel * height + y) * width + x] = (mean - MEAN_LEVEL) / DEVIATION;
        }
      }
    }
    return values;
  }

  /**
   * Pictures of latents: each latent frame unfolded and enlarged, and between two of them pictures
   * that pass evenly from one to the other.
   *
   * @param latents F32 [frames, 12, height, width], clamped here to levels of 0 to 255
   * @param pictures how many; those behind the last latent frame repeat it
   * @param consumer takes pictures of 8·width × 8·height, in order
   */
  public static void unfold(HostTensor latents, int pictures, Consumer<RgbImage> consumer) {
    int frames = Math.toIntExact(latents.shape().dim(0));
    int height = Math.toIntExact(latents.shape().dim(2));
    int width = Math.toIntExact(latents.shape().dim(3));
    float[] values = latents.toFloats();
    int plane = values.length / frames;
    for (int i = 0; i < pictures; i++) {
      int before = Math.min(i / TIME_STEP, frames - 1);
      int after = Math.min(before + 1, frames - 1);
      float share = (i % TIME_STEP) / (float) TIME_STEP;
      float[] mixed = new float[plane];
      for (int j = 0; j < plane; j++) {
        float from = values[before * plane + j];
        mixed[j] = from + share * (values[after * plane + j] - from);
      }
      consumer.accept(
          BicubicResize.resize(small(mixed, height, width), width * PATCH, height * PATCH));
    }
  }

  private static RgbImage small(float[] folded, int height, int width) {
    byte[] pixels = new byte[folded.length];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int colour = channel / (FOLD * FOLD);
      int dy = channel / FOLD % FOLD;
      int dx = channel % FOLD;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          float level = folded[(channel * height + y) * width + x] * DEVIATION + MEAN_LEVEL;
          int at = (y * FOLD + dy) * width * FOLD + x * FOLD + dx;
          pixels[at * RgbImage.CHANNELS + colour] =
              (byte) Math.max(0, Math.min(255, Math.round(level)));
        }
      }
    }
    return new RgbImage(width * FOLD, height * FOLD, pixels);
  }

  private static float mean(RgbImage picture, int top, int left, int colour) {
    int sum = 0;
    for (int y = top; y < top + SHRINK; y++) {
      for (int x = left; x < left + SHRINK; x++) {
        sum += picture.pixels()[(y * picture.width() + x) * RgbImage.CHANNELS + colour] & 0xff;
      }
    }
    return sum / (float) (SHRINK * SHRINK);
  }
}
