package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts in the black between a fade out and the fade in that follows, as PySceneDetect's does. */
final class ThresholdDetector implements SceneDetector {
  private final DetectorSettings.Threshold settings;

  ThresholdDetector(DetectorSettings.Threshold settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Optional<PictureScorer> newScorer(FrameSize size) {
    return Optional.of(new MeanIntensity(size));
  }

  @Override
  public List<Long> cuts(ScoreSeries series) {
    List<Long> cuts = new ArrayList<>();
    boolean black = series.frames() > 0 && isBlack(series, 0);
    long blackSince = 0;
    long lastFadeIn = 0;
    for (int frame = 1; frame < series.frames(); frame++) {
      if (black == isBlack(series, frame)) {
        continue;
      }
      black = !black;
      if (black) {
        blackSince = frame;
      } else if (frame - lastFadeIn >= settings.minSceneFrames()) {
        addCut(cuts, between(blackSince, frame));
        lastFadeIn = frame;
      }
    }
    boolean longEnough = series.frames() - 1 - lastFadeIn >= settings.minSceneFrames();
    if (black && longEnough && settings.finalFade() == DetectorSettings.FinalFade.CUT) {
      addCut(cuts, blackSince);
    }
    return cuts;
  }

  private boolean isBlack(ScoreSeries series, int frame) {
    return series.score(frame) < settings.threshold();
  }

  private long between(long fadeOut, long fadeIn) {
    return (fadeIn + fadeOut + (long) (settings.fadeBias() * (fadeIn - fadeOut))) / 2;
  }

  /** A video that begins black has its first cut nowhere but at its start, which is none. */
  private static void addCut(List<Long> cuts, long frame) {
    if (frame > 0) {
      cuts.add(frame);
    }
  }
}
