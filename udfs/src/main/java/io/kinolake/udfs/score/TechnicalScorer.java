package io.kinolake.udfs.score;

import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.GrayImage;
import io.kinolake.media.measure.TechnicalQuality;
import io.kinolake.schemas.tables.Clip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code technical}: how well made the pictures are, 1 to 10, see {@link TechnicalQuality}. The
 * value is the mean over evenly spread frames; the details are the mean properties and the worst
 * frame's score.
 *
 * @param samples how many frames are looked at
 */
public record TechnicalScorer(int samples) implements Scorer {
  public static final String NAME = "technical";

  private static final PictureForm LUMA = PictureForm.fullGray();
  private static final PictureForm COLOR = PictureForm.colorWithin(128, 1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String settings() {
    return "samples=" + samples;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(new FrameChoice.Spread(samples), LUMA, COLOR);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring();
  }

  private static final class Scoring implements ClipScoring {
    private final List<TechnicalQuality> qualities = new ArrayList<>();

    @Override
    public void accept(ClipFrame frame) {
      GrayImage luma = frame.gray(LUMA);
      ColorImage color = frame.color(COLOR);
      qualities.add(TechnicalQuality.of(luma, color));
    }

    @Override
    public Finding finish() {
      return Finding.ofValue(
          mean(TechnicalQuality::score),
          Map.of(
              "worst",
              qualities.stream().mapToDouble(TechnicalQuality::score).min().orElse(1),
              "sharpness",
              mean(TechnicalQuality::sharpness),
              "noise",
              mean(TechnicalQuality::noise),
              "brightness",
              mean(TechnicalQuality::brightness),
              "clipped",
              mean(TechnicalQuality::clipped),
              "contrast",
              mean(TechnicalQuality::contrast),
              "blockiness",
              mean(TechnicalQuality::blockiness),
              "colourfulness",
              mean(TechnicalQuality::colourfulness)));
    }

    private double mean(ToDoubleFunction<TechnicalQuality> property) {
      return qualities.stream().mapToDouble(property).average().orElse(1);
    }
  }
}
