package io.kinolake.udfs.score;

import io.kinolake.media.measure.MotionAmount;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;

/**
 * {@code motion}: the mean length of the codec's motion vectors in pixels, without a look at any
 * pixel. FFmpeg hands out the vectors of H.264, MPEG-1, -2 and -4 part 2 and their like, not those
 * of HEVC, VP9 or AV1; a clip without any vector has no value and the label {@value #UNAVAILABLE},
 * since neither 0 nor a failure would be true. Details: {@code relative} to the picture's diagonal,
 * {@code still} share of the predicted area that does not move, {@code frames} with vectors. See
 * {@link MotionAmount}.
 */
public record MotionScorer() implements Scorer {
  public static final String NAME = "motion";

  /** The label of clips whose codec gives no motion vectors, or whose frames are all intra. */
  public static final String UNAVAILABLE = "unavailable";

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
    return FrameNeeds.vectorsOfAllFrames();
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    double diagonal = Math.hypot(content.size().width(), content.size().height());
    return new Scoring(diagonal);
  }

  private static final class Scoring implements ClipScoring {
    private final MotionAmount amount = new MotionAmount();
    private final double diagonal;

    Scoring(double diagonal) {
      this.diagonal = diagonal;
    }

    @Override
    public void accept(ClipFrame frame) {
      amount.add(frame.motion());
    }

    @Override
    public Finding finish() {
      if (amount.frames() == 0) {
        return Finding.ofLabel(UNAVAILABLE, Map.of("frames", 0.0));
      }
      double length = amount.meanLength();
      return Finding.ofValue(
          length,
          Map.of(
              "relative",
              length / diagonal,
              "still",
              amount.stillShare(),
              "frames",
              (double) amount.frames()));
    }
  }
}
