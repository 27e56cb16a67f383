package io.kinolake.udfs.score;

import io.kinolake.media.measure.PerceptualHash;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;

/**
 * {@code phash}: a 64-bit perceptual hash as 16 hexadecimal digits, of the mean of the frames at a
 * sixth, a half and five sixths of the clip. Copies of a clip differ in up to about 8 bits,
 * unrelated clips in about 32. See {@link PerceptualHash}.
 */
public record HashScorer() implements Scorer {
  public static final String NAME = "phash";

  private static final int FRAMES = 3;
  private static final PictureForm LUMA =
      PictureForm.gray(2 * PerceptualHash.SIZE, 2 * PerceptualHash.SIZE);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(new FrameChoice.Spread(FRAMES), LUMA);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring();
  }

  private static final class Scoring implements ClipScoring {
    private final PerceptualHash.Builder builder = new PerceptualHash.Builder();

    @Override
    public void accept(ClipFrame frame) {
      builder.add(frame.gray(LUMA));
    }

    @Override
    public Finding finish() {
      return Finding.ofLabel(builder.build().hex(), Map.of());
    }
  }
}
