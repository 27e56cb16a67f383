package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Latents without a model: every fourth picture, shrunk by four and folded two by two into
 * channels. Tensor {@code latent_mean} is [frames, 12, height/8, width/8] in −1…1; channel {@code
 * 4c + 2y + x} is colour {@code c} (red, green, blue) of the pixel (y, x) of each fold. They can be
 * unfolded into small pictures again, and let everything after them be tried without a download. No
 * model was ever trained on them.
 */
public final class PatchifyLatents implements LatentEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 1;
  private static final int TIME_STEP = 4;
  private static final int SHRINK = 4;
  private static final int FOLD = 2;
  private static final int PATCH = SHRINK * FOLD;
  private static final int CHANNELS = RgbImage.CHANNELS * FOLD * FOLD;

  @Override
  public String name() {
    return "patchify";
  }

  @Override
  public Fingerprint digest() {
    return Fingerprint.of(name(), VERSION);
  }

  @Override
  public Latents latents(int frames, FrameSize picture) {
    return new Latents(
        (frames - 1) / TIME_STEP + 1, picture.height() / PATCH, picture.width() / PATCH);
  }

  @Override
  public Encoder open(StageContext context) {
    return new Encoder() {
      @Override
      public Sample begin(ClipId clip, int frames, FrameSize picture) {
        return new Folding(latents(frames, picture));
      }

      @Override
      public void close() {}
    };
  }

  private static final class Folding implements Sample {
    private final Latents size;
    private final List<float[]> folded = new ArrayList<>();
    private int seen;

    Folding(Latents size) {
      this.size = size;
    }

    @Override
    public void accept(RgbImage picture) {
      if (seen++ % TIME_STEP == 0) {
        folded.add(fold(picture));
      }
    }

    @Override
    public Map<String, HostTensor> finish() {
      int plane = CHANNELS * size.height() * size.width();
      float[] values = new float[size.frames() * plane];
      for (int i = 0; i < folded.size(); i++) {
        System.arraycopy(folded.get(i), 0, values, i * plane, plane);
      }
      Shape shape = Shape.of(size.frames(), CHANNELS, size.height(), size.width());
      return Map.of(FeatureTensors.LATENT_MEAN, HostTensor.rounded(DType.BF16, shape, values));
    }

    private float[] fold(RgbImage picture) {
      int height = size.height();
      int width = size.width();
      float[] values = new float[CHANNELS * height * width];
      for (int channel = 0; channel < CHANNELS; channel++) {
        int colour = channel / (FOLD * FOLD);
        int dy = channel / FOLD % FOLD;
        int dx = channel % FOLD;
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            float mean = mean(picture, (y * FOLD + dy) * SHRINK, (x * FOLD + dx) * SHRINK, colour);
            values[(channel * height + y) * width + x] = mean / 127.5f - 1;
          }
        }
      }
      return values;
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
}
