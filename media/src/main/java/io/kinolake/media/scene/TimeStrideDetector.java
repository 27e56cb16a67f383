package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts at the first frame at or after each multiple of a length, counted from the first frame. */
final class TimeStrideDetector implements SceneDetector {
  private final DetectorSettings.TimeStride settings;

  TimeStrideDetector(DetectorSettings.TimeStride settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Optional<PictureScorer> newScorer(FrameSize size) {
    return Optional.empty();
  }

  @Override
  public List<Long> cuts(ScoreSeries series) {
    List<Long> cuts = new ArrayList<>();
    long stride = 0;
    for (int frame = 1; frame < series.frames(); frame++) {
      long now = (series.timeUs(frame) - series.timeUs(0)) / settings.lengthUs();
      if (now > stride) {
        cuts.add((long) frame);
        stride = now;
      }
    }
    return cuts;
  }
}
