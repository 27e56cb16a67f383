package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts where enough bits of the perceptual hash change, as PySceneDetect's does. */
final class HashDetector implements SceneDetector {
  private final DetectorSettings.Hash settings;

  HashDetector(DetectorSettings.Hash settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Optional<PictureScorer> newScorer(FrameSize size) {
    return Optional.of(new HashDistance(size, settings.size(), settings.lowpass()));
  }

  @Override
  public List<Long> cuts(ScoreSeries series) {
    List<Long> cuts = new ArrayList<>();
    long lastCut = 0;
    for (int frame = 1; frame < series.frames(); frame++) {
      boolean farEnough = frame - lastCut >= settings.minSceneFrames();
      if (farEnough && series.score(frame) >= settings.threshold()) {
        cuts.add((long) frame);
        lastCut = frame;
      }
    }
    return cuts;
  }
}
