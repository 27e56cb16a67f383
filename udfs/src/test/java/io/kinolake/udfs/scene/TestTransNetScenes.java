package io.kinolake.udfs.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.media.scene.SmallFrames;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.transnetv2.Predictions;
import io.kinolake.models.networks.transnetv2.TransNetV2;
import io.kinolake.models.networks.transnetv2.TransNetV2Config;
import io.kinolake.models.networks.transnetv2.TransNetV2Network;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.TorchWriter;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.score.WeightsFile;
import io.kinolake.udfs.store.LocalMediaStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TUint8;

class TestTransNetScenes {
  private static final TransNetV2Config SMALL =
      new TransNetV2Config(2, 3, 1, 16, 101, 8, 12, 1e-3f);
  private static final int FRAMES = 230;
  private static final long FRAME_US = 40_000;
  private static final FrameSize SMALL_PICTURE =
      new FrameSize(TransNetV2Config.WIDTH, TransNetV2Config.HEIGHT);

  @TempDir private Path folder;

  @Test
  void theScenesAreTheShotsThatTheNetworkFindsInTheSameFrames() {
    Path video = video();
    Predictions predictions = predictions(video, weights(1));
    float[] single = predictions.single();
    assertThat(predictions.frames()).isEqualTo(FRAMES);
    double threshold = median(single);
    List<FrameRange> shots =
        predictions.shots(threshold).stream()
            .map(shot -> new FrameRange(shot.first(), shot.last() + 1L))
            .toList();
    assertThat(shots).as("a threshold at the median gives several shots").hasSizeGreaterThan(2);

    ScoreSeries series = score(video, weights(1));
    for (int frame = 0; frame < FRAMES; frame++) {
      assertThat(series.score(frame)).isEqualTo(single[frame]);
    }
    List<SceneRange> scenes = scenes(new TransNetScenes(file(weights(1)), threshold, 0), video);
    assertThat(scenes).extracting(SceneRange::frames).isEqualTo(shots);
    assertThat(scenes)
        .allSatisfy(
            scene ->
                assertThat(scene.time())
                    .isEqualTo(
                        new TimeRange(
                            scene.frames().start() * FRAME_US, scene.frames().end() * FRAME_US)));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1000, 2300, 4000})
  void spansGiveTheScenesOfOnePass(int millis) {
    Path video = video();
    double threshold = median(predictions(video, weights(1)).single());
    TransNetScenes finder = new TransNetScenes(file(weights(1)), threshold, 0);
    List<ScanSpan> spans = finder.spans(info(video), Duration.ofMillis(millis));
    assertThat(spans).hasSizeGreaterThan(1);
    try (ModelPool models = new ModelPool()) {
      SceneFinder.Scan scan =
          finder.open(StageContext.alone(new LocalMediaStore(), models), SceneRule.DEFAULT);
      List<ScoreSeries> parts =
          spans.stream().map(span -> scan.score(video, info(video), span)).toList();
      assertThat(scan.scenes(parts)).contains(scenes(finder, video));
      assertThat(scan.scenes(parts.subList(0, 1))).as("a part alone").isEmpty();
    }
  }

  @Test
  void spansWhoseFramesAreNotWhereTheRateTellsDoNotFit() {
    Path video = video();
    TransNetScenes finder = new TransNetScenes(file(weights(1)), 0.5, 0);
    MediaInfo told = withRate(info(video), new Rational(24, 1));
    List<ScanSpan> spans = finder.spans(told, Duration.ofSeconds(3));
    try (ModelPool models = new ModelPool()) {
      SceneFinder.Scan scan =
          finder.open(StageContext.alone(new LocalMediaStore(), models), SceneRule.DEFAULT);
      List<ScoreSeries> parts = spans.stream().map(span -> scan.score(video, told, span)).toList();
      assertThat(scan.scenes(parts)).isEmpty();
    }
  }

  @Test
  void aTransitionTooSoonAfterTheLastIsNone() {
    Path video = video();
    double threshold = median(predictions(video, weights(1)).single());
    List<SceneRange> all = scenes(new TransNetScenes(file(weights(1)), threshold, 0), video);
    List<SceneRange> merged = scenes(new TransNetScenes(file(weights(1)), threshold, 30), video);
    assertThat(merged).hasSizeLessThan(all.size());
    assertThat(merged.subList(0, merged.size() - 1))
        .allSatisfy(scene -> assertThat(scene.frames().length()).isGreaterThanOrEqualTo(30));
    assertThat(all)
        .extracting(scene -> scene.frames().end())
        .containsAll(merged.stream().map(scene -> scene.frames().end()).toList());
  }

  @Test
  void theTorchFileOfTheSameWeightsGivesTheSame() {
    Path safetensors = weights(1);
    Path torch = folder.resolve("transnetv2-pytorch-weights.pth");
    try (WeightSource source = WeightFiles.open(safetensors)) {
      TorchWriter.copy(source, torch);
    }
    assertThat(new TransNetScenes(file(torch), 0.5, 15))
        .hasToString(new TransNetScenes(file(safetensors), 0.5, 15).toString());
    Path video = video();
    assertThat(score(video, torch)).isEqualTo(score(video, safetensors));
  }

  @Test
  void theFingerprintCoversWeightsThresholdAndLength() {
    WeightsFile weights = file(weights(1));
    assertThat(
            List.of(
                new TransNetScenes(weights, 0.5, 15).toString(),
                new TransNetScenes(weights, 0.6, 15).toString(),
                new TransNetScenes(weights, 0.5, 16).toString(),
                new TransNetScenes(file(weights(2)), 0.5, 15).toString()))
        .doesNotHaveDuplicates();
    assertThat(
            new DetectScenes(
                    new DetectScenesSettings(
                        new TransNetScenes(weights, 0.5, 15),
                        SceneRule.DEFAULT,
                        DetectScenesSettings.DEFAULT.spanLength()))
                .fingerprint())
        .isNotEqualTo(new DetectScenes(DetectScenesSettings.DEFAULT).fingerprint());
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    Path other =
        write(
            folder.resolve("other.safetensors"), Map.of("some.weight", info(4, 4)), /* seed= */ 1);
    assertThatThrownBy(() -> score(video(), other))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("holds no TransNetV2")
        .extracting(e -> ((KinolakeException) e).failure().code())
        .isEqualTo(FailureCode.WRONG_WEIGHTS);
  }

  @Test
  void aThresholdThatNoProbabilityCanBeAboveIsRefused() {
    assertThatThrownBy(() -> new TransNetScenes(file(weights(1)), 1, 15))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("between 0 and 1");
  }

  private static ScoreSeries score(Path video, Path weights) {
    try (ModelPool models = new ModelPool()) {
      return new TransNetScenes(file(weights), 0.5, 15)
          .open(StageContext.alone(new LocalMediaStore(), models), SceneRule.DEFAULT)
          .score(video, info(video), ScanSpan.WHOLE);
    }
  }

  private static List<SceneRange> scenes(TransNetScenes finder, Path video) {
    try (ModelPool models = new ModelPool()) {
      SceneFinder.Scan scan =
          finder.open(StageContext.alone(new LocalMediaStore(), models), SceneRule.DEFAULT);
      return scan.scenes(List.of(scan.score(video, info(video), ScanSpan.WHOLE))).orElseThrow();
    }
  }

  private static Predictions predictions(Path video, Path weights) {
    try (WeightSource source = WeightFiles.open(weights);
        TransNetV2 network = TransNetV2.load(SMALL, source, NetworkOptions.DEFAULT);
        SmallFrames frames = SmallFrames.open(video, ScanSpan.WHOLE, SMALL_PICTURE)) {
      return network.predict(frames);
    }
  }

  private static MediaInfo info(Path video) {
    return new MediaProber(MediaLimits.DEFAULT).probe(video);
  }

  private static MediaInfo withRate(MediaInfo info, Rational rate) {
    FrameTiming timing = info.timing();
    return new MediaInfo(
        info.kind(),
        info.container(),
        info.format(),
        new FrameTiming(
            timing.frames(), timing.range(), rate, rate, timing.variable(), timing.keyFramesUs()),
        info.bitRate(),
        info.audioCodecs());
  }

  private static double median(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Path video() {
    return NumberedVideo.constant(
            VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1)).withGroups(10, 0),
            FRAMES)
        .withScenes(List.of(50, 90, 170))
        .write(folder.resolve("video.mp4"));
  }

  private static WeightsFile file(Path weights) {
    return WeightsFile.of(weights);
  }

  private Path weights(long seed) {
    Map<String, TensorInfo> infos = new TreeMap<>();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "single",
                    TransNetV2Network.logits(
                            builder.scope(),
                            SMALL,
                            builder.input("frames", TUint8.class, -1, 27, 48, 3))
                        .single()))) {
      network
          .parameterShapes()
          .forEach((name, shape) -> infos.put(name, new TensorInfo(DType.F32, shape)));
    }
    infos.put("cls_layer2.weight", info(1, SMALL.dense()));
    infos.put("cls_layer2.bias", info(1));
    infos.put("SDDCNN.0.DDCNN.0.bn.num_batches_tracked", info(1));
    return write(folder.resolve("weights-%d.safetensors".formatted(seed)), infos, seed);
  }

  private static TensorInfo info(long... dims) {
    return new TensorInfo(DType.F32, Shape.of(dims));
  }

  private static Path write(Path file, Map<String, TensorInfo> infos, long seed) {
    Random random = new Random(seed);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      infos.forEach(
          (name, info) -> {
            float[] values = new float[(int) info.shape().elements()];
            for (int i = 0; i < values.length; i++) {
              double value = random.nextGaussian() * 0.2;
              values[i] = (float) (name.endsWith("running_var") ? 1 + Math.abs(value) : value);
            }
            writer.write(name, HostTensor.floats(info.shape(), values));
          });
      writer.commit();
    }
    return file;
  }
}
