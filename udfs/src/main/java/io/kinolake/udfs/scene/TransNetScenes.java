package io.kinolake.udfs.scene;

import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.media.scene.SmallFrames;
import io.kinolake.models.networks.transnetv2.Shot;
import io.kinolake.models.networks.transnetv2.TransNetV2;
import io.kinolake.models.networks.transnetv2.TransNetV2Config;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.score.WeightsFile;
import io.kinolake.udfs.store.LocalMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenes by TransNet V2 (Souček and Lokoč, 2020): the shots that the authors' rule makes of the
 * probability of each frame to be the last of its shot. The frames of a gradual transition, but for
 * its first, belong to no scene. The network looks at every frame as FFmpeg scales it to 48 by 27.
 *
 * <p>A video is looked at by one task, however long: the network's windows count from its first
 * frame.
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
    return List.of(ScanSpan.WHOLE);
  }

  @Override
  public Scan open(StageContext context, SceneRule rule) {
    TransNetV2 network =
        context.models().get(TransNetV2.class, weights.digest(), () -> load(context));
    return new Scan() {
      @Override
      public ScoreSeries score(Path file, ScanSpan span) {
        return probabilities(network, file);
      }

      @Override
      public List<SceneRange> scenes(List<ScoreSeries> spans) {
        ScoreSeries series = ScoreSeries.join(spans);
        return rule.scenesOf(series, shots(series));
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
    try (LocalMedia local = context.media().open(weights.uri());
        WeightSource source = WeightFiles.open(local.path())) {
      return TransNetV2.load(TransNetV2Config.of(source), source, context.networkOptions());
    }
  }

  private static ScoreSeries probabilities(TransNetV2 network, Path file) {
    try (SmallFrames frames = SmallFrames.open(file, SIZE)) {
      float[] single = network.predict(frames).single();
      double[] scores = new double[single.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = single[i];
      }
      return frames.scored(scores);
    }
  }

  private List<FrameRange> shots(ScoreSeries series) {
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
