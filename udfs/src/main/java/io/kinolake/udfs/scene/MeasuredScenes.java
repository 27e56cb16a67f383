package io.kinolake.udfs.scene;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.SceneScan;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.udfs.StageContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Scenes by one of the detectors that measure frames. */
public record MeasuredScenes(DetectorSettings detector) implements SceneFinder {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return detector.name();
  }

  @Override
  public List<ScanSpan> spans(MediaInfo info, Duration target) {
    return SceneScan.planSpans(info, target);
  }

  @Override
  public Scan open(StageContext context, SceneRule rule) {
    SceneScan scan = new SceneScan(SceneDetector.of(detector), rule);
    return new Scan() {
      @Override
      public ScoreSeries score(Path file, MediaInfo info, ScanSpan span) {
        return scan.scanSpan(file, span);
      }

      @Override
      public Optional<List<SceneRange>> scenes(List<ScoreSeries> spans) {
        return ScoreSeries.meet(spans) ? Optional.of(scan.detect(spans)) : Optional.empty();
      }
    };
  }

  /** The detector's settings alone. */
  @Override
  public String toString() {
    return detector.toString();
  }
}
