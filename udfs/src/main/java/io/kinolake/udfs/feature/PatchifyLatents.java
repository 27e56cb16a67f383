package io.kinolake.udfs.feature;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tiny.FoldedPictures;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Latents without a model, by {@link FoldedPictures}: every fourth picture. Tensor {@code
 * latent_mean} is [frames, 12, height/8, width/8]. They can be unfolded into pictures again, and
 * let everything after them be tried without a download.
 */
public final class PatchifyLatents implements LatentEncoding {
  private static final long serialVersionUID = 1L;

  private static final int VERSION = 2;

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
        FoldedPictures.latentFrames(frames),
        picture.height() / FoldedPictures.PATCH,
        picture.width() / FoldedPictures.PATCH);
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
      if (seen++ % FoldedPictures.TIME_STEP == 0) {
        folded.add(FoldedPictures.fold(picture));
      }
    }

    @Override
    public Map<String, HostTensor> finish() {
      int plane = FoldedPictures.CHANNELS * size.height() * size.width();
      float[] values = new float[size.frames() * plane];
      for (int i = 0; i < folded.size(); i++) {
        System.arraycopy(folded.get(i), 0, values, i * plane, plane);
      }
      Shape shape = Shape.of(size.frames(), FoldedPictures.CHANNELS, size.height(), size.width());
      return Map.of(FeatureTensors.LATENT_MEAN, HostTensor.rounded(DType.BF16, shape, values));
    }
  }
}
