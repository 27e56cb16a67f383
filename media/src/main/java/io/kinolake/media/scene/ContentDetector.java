package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.List;
import java.util.Optional;

/** Cuts where a frame's difference reaches a fixed threshold, as PySceneDetect's does. */
final class ContentDetector implements SceneDetector {
  private final DetectorSettings.Content settings;

  ContentDetector(DetectorSettings.Content settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Optional<PictureScorer> newScorer(FrameSize size) {
    return Optional.of(new HsvDifference(size, settings.weights()));
  }

  @Override
  public List<Long> cuts(ScoreSeries series) {
    FlashFilter filter = new FlashFilter(settings.tooClose(), settings.minSceneFrames());
    for (int frame = 1; frame < series.frames(); frame++) {
      if (series.score(frame) >= settings.threshold()) {
        filter.above(frame);
      } else {
        filter.below(frame);
      }
    }
    return filter.cuts();
  }
}
