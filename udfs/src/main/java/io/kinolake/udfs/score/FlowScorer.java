package io.kinolake.udfs.score;

import io.kinolake.media.measure.FlowAmount;
import io.kinolake.schemas.tables.Clip;
import java.util.List;
import java.util.Map;

/**
 * {@code flow}: how much pixels move over ten frames, in the units and on the frames of the
 * Open-Sora tools: 0, 10, 20 and 30, clamped to the last. See {@link FlowAmount}.
 */
public record FlowScorer() implements Scorer {
  public static final String NAME = "flow";

  private static final PictureForm LUMA = PictureForm.fullGray();
  private static final FrameChoice.At FRAMES = new FrameChoice.At(List.of(0L, 10L, 20L, 30L));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public FrameNeeds needs() {
    return FrameNeeds.pictures(FRAMES, LUMA);
  }

  @Override
  public ClipScoring open(Clip.Content content, ScoringModels models) {
    return new Scoring(content.frames());
  }

  private static final class Scoring implements ClipScoring {
    private final FlowAmount amount = new FlowAmount();
    private final long frames;

    Scoring(long frames) {
      this.frames = frames;
    }

    @Override
    public void accept(ClipFrame frame) {
      long times = FRAMES.positions(frames).filter(position -> position == frame.index()).count();
      amount.add(frame.gray(LUMA), (int) times);
    }

    @Override
    public Finding finish() {
      return Finding.ofValue(amount.mean(), Map.of());
    }

    @Override
    public void close() {
      amount.close();
    }
  }
}
