package io.kinolake.udfs.score;

import io.kinolake.media.measure.ColorImage;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.ocr.DetectedText;
import io.kinolake.models.ocr.TextDetector;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ocr}: the number of lines of text in frame 10, or in the last of a shorter clip; the frame
 * is that of Open-Sora's {@code tools.scoring.ocr}, the detector is the packaged {@link
 * TextDetector}. The detail {@code area} is the share of the picture, 0 to 1, that their boxes
 * cover.
 */
public record OcrScorer() implements Scorer {
  public static final String NAME = "ocr";

  private static final FrameChoice FRAME = FrameChoice.at(10L);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String settings() {
    return "model=" + TextDetector.MODEL;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(FRAME, PictureEmbeddings.FULL);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring(models.textDetector());
  }

  private static final class Scoring implements ClipScoring {
    private final TextDetector detector;
    private Optional<DetectedText> found = Optional.empty();

    Scoring(TextDetector detector) {
      this.detector = detector;
    }

    @Override
    public void accept(ClipFrame frame) {
      ColorImage picture = frame.color(PictureEmbeddings.FULL);
      found =
          Optional.of(
              detector.detect(
                  new RgbImage(picture.width(), picture.height(), picture.toRgbLevels())));
    }

    @Override
    public Finding finish() {
      DetectedText text = found.orElseThrow();
      return Finding.ofValue(text.boxes().size(), Map.of("area", text.area()));
    }
  }
}
