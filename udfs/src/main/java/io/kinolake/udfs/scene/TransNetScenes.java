package io.kinolake.udfs.scene;

import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.SceneScan;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.media.scene.SmallFrames;
import io.kinolake.models.networks.transnetv2.Shot;
import io.kinolake.models.networks.transnetv2.TransNetV2;
import io.kinolake.models.networks.transnetv2.TransNetV2Config;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.score.WeightsFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scenes by TransNet V2 (Souček and Lokoč, 2020): the shots that the authors' rule makes of the
 * probability of each frame to be the last of its shot. The frames of a gradual transition, but for
 * its first, belong to no scene. The network looks at every frame as FFmpeg scales it to 48 by 27.
 *
 * <p>The network's windows count from the video's first frame. A span of a long video has the
 * windows that begin in it, at the places that its frame rate tells; where that proves wrong, or
 * the rate varies, one task looks at the whole video.
 *
 * @param weights of the network, as its PyTorch port publishes them
 * @param threshold above which a probability counts, 0..1
 * @param minSceneFrames least frames from one scene's start to the next transition; a transition
 *     that comes earlier is none
 */
public record TransNetScenes(WeightsFile weights, double threshold, int minSceneFrames)
    implements SceneFinder {
  public static final String NAME = "transnetv2";

  /** The threshold of the authors. */
  public static final double DEFAULT_THRESHOLD = Shot.THRESHOLD;

  private static final long serialVersionUID = 1L;
  private static final FrameSize SIZE =
      new FrameSize(TransNetV2Config.WIDTH, TransNetV2Config.HEIGHT);

  public TransNetScenes {
    if (!(threshold > 0 && threshold < 1) || minSceneFrames < 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The detector transnetv2 takes a threshold between 0 and 1 and min-scene-frames from 0, not %s and %d."
              .formatted(threshold, minSceneFrames));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean usesModels() {
    return true;
  }

  @Override
  public List<ScanSpan> spans(MediaInfo info, Duration target) {
    return info.timing().variable() ? List.of(ScanSpan.WHOLE) : SceneScan.planSpans(info, target);
  }

  @Override
  public Scan open(StageContext context, SceneRule rule) {
    TransNetV2 network =
        context.models().get(TransNetV2.class, weights.digest(), () -> load(context));
    return new Scan() {
      @Override
      public ScoreSeries score(Path file, MediaInfo info, ScanSpan span) {
        return probabilities(network, file, info.timing(), span);
      }

      @Override
      public Optional<List<SceneRange>> scenes(List<ScoreSeries> spans) {
        return ScoreSeries.overlap(spans)
            .filter(series -> series.frames() == 0 || isWhole(series, spans))
            .map(series -> rule.scenesOf(series, shots(series)));
      }
    };
  }

  /** Names what changes the result: the weights by their content. */
  @Override
  public String toString() {
    return "%s[weights=%s, threshold=%s, minSceneFrames=%d]"
        .formatted(NAME, weights.digest(), threshold, minSceneFrames);
  }

  private TransNetV2 load(StageContext context) {
    return context
        .served(NAME)
        .map(TransNetV2::over)
        .orElseGet(
            () ->
                weights.read(
                    context,
                    source ->
                        TransNetV2.load(
                            TransNetV2Config.of(source), source, context.networkOptions())));
  }

  private static ScoreSeries probabilities(
      TransNetV2 network, Path file, FrameTiming timing, ScanSpan span) {
    long from = span.startsAtBeginning() ? 0 : index(timing, span.startUs());
    long until = span.endUs() == ScanSpan.END ? Long.MAX_VALUE : index(timing, span.endUs());
    try (SmallFrames frames = SmallFrames.open(file, span, SIZE)) {
      float[] single = network.predictPart(frames, from, until).single();
      return frames.scored(TransNetV2.firstPredicted(from) - from, single);
    }
  }

  /** The index of a later frame of a video of constant rate. */
  private static long index(FrameTiming timing, long timeUs) {
    double seconds = (timeUs - timing.range().startUs()) / 1e6;
    return Math.max(1, Math.round(seconds * timing.averageRate().toDouble()));
  }

  /** Whether every frame has a score, and each span's windows lie where one pass has them. */
  private static boolean isWhole(ScoreSeries series, List<ScoreSeries> spans) {
    return IntStream.range(0, series.frames()).noneMatch(frame -> Double.isNaN(series.score(frame)))
        && spans.stream()
            .allMatch(
                span -> {
                  int at = series.indexOf(span.timeUs(0));
                  int scored = firstScored(span);
                  return scored == span.frames() || at + scored == TransNetV2.firstPredicted(at);
                });
  }

  /** The first frame with a score; the number of frames if there is none. */
  private static int firstScored(ScoreSeries series) {
    return IntStream.range(0, series.frames())
        .filter(frame -> !Double.isNaN(series.score(frame)))
        .findFirst()
        .orElse(series.frames());
  }

  private List<FrameRange> shots(ScoreSeries series) {
    if (series.frames() == 0) {
      return List.of();
    }
    float[] single = new float[series.frames()];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) series.score(i);
    }
    List<FrameRange> shots = new ArrayList<>();
    for (Shot shot : Shot.between(single, threshold)) {
      FrameRange range = new FrameRange(shot.first(), shot.last() + 1L);
      int last = shots.size() - 1;
      if (last >= 0 && shots.get(last).length() < minSceneFrames) {
        shots.set(last, new FrameRange(shots.get(last).start(), range.end()));
      } else {
        shots.add(range);
      }
    }
    return shots;
  }
}
