package io.kinolake.udfs.score;

import io.kinolake.media.measure.BlackBars;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;

/**
 * {@code letterbox}: the share of the picture, 0 to 1, that black bars cover in every one of some
 * evenly spread frames. The label tells their kind, the details their sizes in pixels of the clip.
 * See {@link BlackBars}.
 *
 * @param samples how many frames are looked at
 */
public record LetterboxScorer(int samples) implements Scorer {
  public static final String NAME = "letterbox";

  private static final PictureForm LUMA = PictureForm.fullGray();

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
    return "samples=" + samples;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(new FrameChoice.Spread(samples), LUMA);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring();
  }

  private static final class Scoring implements ClipScoring {
    private final BlackBars.Finder finder = new BlackBars.Finder();

    @Override
    public void accept(ClipFrame frame) {
      finder.add(frame.gray(LUMA));
    }

    @Override
    public Finding finish() {
      BlackBars bars = finder.bars();
      return Finding.of(
          bars.share(),
          bars.label(),
          Map.of(
              "left", (double) bars.left(),
              "top", (double) bars.top(),
              "right", (double) bars.right(),
              "bottom", (double) bars.bottom()));
    }
  }
}
