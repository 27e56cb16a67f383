package io.kinolake.udfs.score;

import io.kinolake.media.measure.CameraMotion;
import io.kinolake.media.measure.DenseFlow;
import io.kinolake.media.measure.GlobalMotionFit;
import io.kinolake.media.measure.GrayImage;
import io.kinolake.schemas.tables.Clip;
import java.util.Map;

/**
 * {@code cmotion}: how the camera moves, as a label: {@code pan_left}, {@code pan_right}, {@code
 * tilt_up}, {@code tilt_down}, {@code zoom_in}, {@code zoom_out}, joined by {@code +} in this
 * order; {@code static}; or {@code undetermined}. It is told from the global motion within short
 * pairs of frames all over the clip; thresholds and details as in {@link CameraMotion}.
 *
 * @param pairs how many pairs of frames are compared
 * @param gap from a pair's first frame to its second, in frames
 */
public record CameraMotionScorer(int pairs, int gap) implements Scorer {
  public static final String NAME = "cmotion";

  private static final PictureForm LUMA = PictureForm.grayWithin(256, DenseFlow.MIN_SIDE);

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
    return "pairs=" + pairs + ",gap=" + gap;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(choice(), LUMA);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring(choice().endsByStart(content.frames()));
  }

  private FrameChoice.Pairs choice() {
    return new FrameChoice.Pairs(pairs, gap);
  }

  private static final class Scoring implements ClipScoring {
    private final DenseFlow flow = new DenseFlow();
    private final GlobalMotionFit fit = new GlobalMotionFit();
    private final CameraMotion.Observer observer = new CameraMotion.Observer();
    private final Map<Long, Long> endsByStart;
    private GrayImage first;
    private long firstUs;
    private long awaited = -1;

    Scoring(Map<Long, Long> endsByStart) {
      this.endsByStart = endsByStart;
    }

    @Override
    public void accept(ClipFrame frame) {
      GrayImage picture = frame.gray(LUMA);
      if (frame.index() == awaited) {
        observer.add(fit.fit(first, flow.between(first, picture)), frame.timeUs() - firstUs);
      }
      if (endsByStart.containsKey(frame.index())) {
        first = picture;
        firstUs = frame.timeUs();
        awaited = endsByStart.get(frame.index());
      }
    }

    @Override
    public Finding finish() {
      CameraMotion motion = observer.motion();
      return Finding.ofLabel(
          motion.label(),
          Map.of(
              "pan", motion.pan(),
              "tilt", motion.tilt(),
              "zoom", motion.zoom(),
              "steps", (double) motion.steps(),
              "evidence", motion.evidence()));
    }

    @Override
    public void close() {
      flow.close();
    }
  }
}
