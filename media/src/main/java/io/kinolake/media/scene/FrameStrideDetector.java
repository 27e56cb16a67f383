package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts at every so many frames. */
final class FrameStrideDetector implements SceneDetector {
  private final DetectorSettings.FrameStride settings;

  FrameStrideDetector(DetectorSettings.FrameStride settings) {
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
    for (long frame = settings.frames(); frame < series.frames(); frame += settings.frames()) {
      cuts.add(frame);
    }
    return cuts;
  }
}
