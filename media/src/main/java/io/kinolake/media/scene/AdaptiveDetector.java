package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts where a frame's difference stands out from its neighbours': frame for frame the result of
 * PySceneDetect 0.7's AdaptiveDetector.
 */
final class AdaptiveDetector implements SceneDetector {
  private static final double MAX_RATIO = 255.0;
  private static final double NO_DIFFERENCE = 1e-5;

  private final DetectorSettings.Adaptive settings;

  AdaptiveDetector(DetectorSettings.Adaptive settings) {
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
    List<Long> cuts = new ArrayList<>();
    int window = settings.windowFrames();
    long lastCut = 0;
    for (int frame = window; frame < series.frames() - window; frame++) {
      // The distance counts to the newest frame seen, which is a window ahead of the candidate.
      boolean farEnough = frame + window - lastCut >= settings.minSceneFrames();
      if (farEnough && standsOut(series, frame)) {
        cuts.add((long) frame);
        lastCut = frame;
      }
    }
    return cuts;
  }

  private boolean standsOut(ScoreSeries series, int frame) {
    double score = series.score(frame);
    return score >= settings.minContent() && ratio(series, frame) >= settings.threshold();
  }

  /** Called for scores of at least {@code minContent} only. */
  private double ratio(ScoreSeries series, int frame) {
    int window = settings.windowFrames();
    double sum = 0;
    for (int distance = -window; distance <= window; distance++) {
      sum += distance == 0 ? 0 : series.score(frame + distance);
    }
    double mean = sum / (2.0 * window);
    return mean < NO_DIFFERENCE ? MAX_RATIO : Math.min(series.score(frame) / mean, MAX_RATIO);
  }
}
