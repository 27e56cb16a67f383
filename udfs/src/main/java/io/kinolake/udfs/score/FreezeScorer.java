package io.kinolake.udfs.score;

import io.kinolake.media.measure.Freezes;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;

/**
 * {@code freeze}: the longest time in seconds for which a clip shows the same frame. Details:
 * {@code share} of the clip's time that is frozen, {@code frozen_s} in all, {@code repeated}
 * frames. See {@link Freezes}.
 */
public record FreezeScorer() implements Scorer {
  public static final String NAME = "freeze";

  private static final PictureForm LUMA = PictureForm.gray(128, 72);
  private static final double MICROS = 1e6;

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
    return FrameNeeds.pictures(FrameChoice.all(), LUMA);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring();
  }

  private static final class Scoring implements ClipScoring {
    private final Freezes.Watch watch = new Freezes.Watch();

    @Override
    public void accept(ClipFrame frame) {
      watch.add(frame.gray(LUMA), frame.timeUs());
    }

    @Override
    public Finding finish() {
      Freezes freezes = watch.freezes();
      return Finding.ofValue(
          freezes.longestUs() / MICROS,
          Map.of(
              "share",
              freezes.share(),
              "frozen_s",
              freezes.frozenUs() / MICROS,
              "repeated",
              (double) freezes.repeated()));
    }
  }
}
