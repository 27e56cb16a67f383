package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.SharedFolder;
import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.synth.DemoVideo;
import io.kinolake.media.synth.DemoVideos;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSceneScan {
  private static final FrameSize SIZE = new FrameSize(160, 96);
  private static final Rational RATE = new Rational(25, 1);
  private static final int FRAMES = 120;

  @TempDir Path folder;

  private static SceneScan scan(DetectorSettings settings) {
    return new SceneScan(SceneDetector.of(settings), SceneRule.DEFAULT);
  }

  private static SceneScan adaptive() {
    return scan(DetectorSettings.Adaptive.DEFAULT);
  }

  @Test
  void theDemoVideosAreCutWhereTheyWereMade() {
    for (DemoVideo video : DemoVideos.write(folder.resolve("demo"))) {
      List<SceneRange> scenes = adaptive().scan(video.path());
      assertThat(scenes.stream().skip(1).map(scene -> scene.frames().start()).toList())
          .as(video.path().getFileName().toString())
          .isEqualTo(video.cuts());
      assertThat(scenes.get(scenes.size() - 1).frames().end()).isEqualTo(video.frames());
    }
  }

  @Test
  void aVideoOfOneFrameIsOneScene() {
    Path file = NumberedVideo.constant(mp4(), 1).write(folder.resolve("one.mp4"));
    for (String name : DetectorSettings.NAMES) {
      assertThat(scan(DetectorSettings.named(name)).scan(file))
          .as(name)
          .extracting(SceneRange::frames)
          .containsExactly(new FrameRange(0, 1));
    }
  }

  @Test
  void withVariableRateIndicesCountFramesAndTimesAreTrue() {
    List<Long> ticks =
        LongStream.range(0, FRAMES)
            .map(n -> n < 60 ? 20 * n : 1200 + 70 * (n - 60))
            .boxed()
            .toList();
    VideoSettings settings = mp4().withTimeBase(new Rational(1, 1000));
    NumberedVideo video = NumberedVideo.variable(settings, ticks, 70).withScenes(List.of(40, 80));
    Path file = video.write(folder.resolve("variable.mp4"));

    assertThat(adaptive().scan(file))
        .containsExactly(
            new SceneRange(new FrameRange(0, 40), new TimeRange(0, 800_000)),
            new SceneRange(new FrameRange(40, 80), new TimeRange(800_000, 2_600_000)),
            new SceneRange(new FrameRange(80, 120), new TimeRange(2_600_000, 5_400_000)));
  }

  @Test
  void theStrideInTimeFollowsTheClockOfAVariableRate() {
    List<Long> ticks =
        LongStream.range(0, FRAMES)
            .map(n -> n < 60 ? 20 * n : 1200 + 70 * (n - 60))
            .boxed()
            .toList();
    Path file =
        NumberedVideo.variable(mp4().withTimeBase(new Rational(1, 1000)), ticks, 70)
            .write(folder.resolve("variable.mp4"));
    assertThat(scan(new DetectorSettings.TimeStride(1_000_000)).scan(file))
        .extracting(scene -> scene.frames().start())
        .containsExactly(0L, 50L, 72L, 86L, 100L, 115L);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"h264 mp4", "open groups ts", "mpeg4 mkv", "variable rate mp4"})
  void spansAtAnyKeyFramesGiveTheSeriesOfOnePass(String kind) {
    requireSpansEqualOnePass(write(kind), 5);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"big_buck_bunny_0_30.webm", "bikes.mp4", "psd_testvideo.mp4"})
  void spansOfRealFootageGiveTheSeriesOfOnePass(String name) throws IOException {
    Optional<Path> shared = SharedFolder.find();
    assumeTrue(shared.isPresent(), "No folder of footage; set -Dkinolake.shared");
    requireSpansEqualOnePass(shared.orElseThrow().resolve("footage").resolve(name), 2);
  }

  private static void requireSpansEqualOnePass(Path file, int rounds) {
    List<Long> keyFrames = keyFramesUs(file);
    assertThat(keyFrames).hasSizeGreaterThan(1);
    ScoreSeries whole = adaptive().scanSpan(file, ScanSpan.WHOLE);
    Random random = new Random(23);
    for (int round = 0; round < rounds; round++) {
      List<Long> boundaries =
          keyFrames.stream().skip(1).filter(time -> random.nextInt(3) > 0).toList();
      List<ScoreSeries> series = new ArrayList<>();
      for (ScanSpan span : ScanSpan.between(boundaries)) {
        series.add(adaptive().scanSpan(file, span));
      }
      assertThat(ScoreSeries.join(series)).as("spans at %s", boundaries).isEqualTo(whole);
      assertThat(adaptive().detect(series)).isEqualTo(adaptive().detect(List.of(whole)));
    }
  }

  @Test
  void plannedSpansMeetAndGiveTheScenesOfOnePass() {
    Path file = write("open groups ts");
    List<ScoreSeries> series = scanSpans(file, keyFramesUs(file), Duration.ofMillis(700));
    assertThat(series).hasSizeGreaterThan(1);
    assertThat(ScoreSeries.meet(series)).isTrue();
    assertThat(adaptive().detect(series)).isEqualTo(adaptive().scan(file)).hasSize(3);
  }

  @Test
  void spansAtABoundaryThatNoFrameFollowsDoNotMeet() {
    Path file = write("h264 mp4");
    long beforeTheEnd = adaptive().scan(file).get(2).time().endUs() - 1;
    assertThat(ScoreSeries.meet(scanSpans(file, List.of(0L, beforeTheEnd), Duration.ofSeconds(1))))
        .isFalse();
  }

  @Test
  void spansAreNoShorterThanTheTargetButForTheLast() {
    FrameTiming timing = timing(new TimeRange(500, 10_000), List.of(500L, 1_000L, 4_000L, 9_000L));
    assertThat(ScanSpan.plan(timing, Duration.ofMillis(3)))
        .containsExactly(
            new ScanSpan(ScanSpan.BEGINNING, 4_000),
            new ScanSpan(4_000, 9_000),
            new ScanSpan(9_000, ScanSpan.END));
    assertThat(ScanSpan.plan(timing, Duration.ofSeconds(60))).containsExactly(ScanSpan.WHOLE);
  }

  @Test
  void aFailureOfDecodingIsThrownAsItIs() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "not a video at all");
    assertThatThrownBy(() -> adaptive().scan(text))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("text.mp4");
    assertThatThrownBy(() -> scanSpans(text, List.of(0L, 1_000_000L), Duration.ofSeconds(1)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("text.mp4");
  }

  @Test
  void aBenchmarkTimesEachRun() {
    Path file = write("h264 mp4");
    SceneDetector detector = SceneDetector.of(DetectorSettings.Adaptive.DEFAULT);
    assertThat(SceneBench.run(file, detector, 3)).hasSize(3).allMatch(time -> !time.isZero());
    assertThatThrownBy(() -> SceneBench.run(file, detector, 0))
        .hasMessage("A benchmark has at least one run, not 0");
  }

  private static List<ScoreSeries> scanSpans(Path file, List<Long> keyFrames, Duration target) {
    return SceneScan.planSpans(info(file, keyFrames), target).stream()
        .map(span -> adaptive().scanSpan(file, span))
        .toList();
  }

  private Path write(String kind) {
    List<Integer> cuts = List.of(50, 90);
    return switch (kind) {
      case "h264 mp4" ->
          NumberedVideo.constant(mp4().withGroups(10, 0), FRAMES)
              .withScenes(cuts)
              .write(folder.resolve("closed.mp4"));
      case "open groups ts" ->
          NumberedVideo.constant(
                  mp4().withContainer("mpegts").withEncoder("mpeg2video").withGroups(12, 2), FRAMES)
              .withScenes(cuts)
              .write(folder.resolve("open.ts"));
      case "mpeg4 mkv" ->
          NumberedVideo.constant(
                  mp4().withContainer("matroska").withEncoder("mpeg4").withGroups(9, 2), FRAMES)
              .withScenes(cuts)
              .write(folder.resolve("mpeg4.mkv"));
      default ->
          NumberedVideo.variable(
                  mp4().withGroups(10, 0).withTimeBase(new Rational(1, 1000)),
                  LongStream.range(0, FRAMES).map(n -> 33 * n + n % 7).boxed().toList(),
                  33)
              .withScenes(cuts)
              .write(folder.resolve("variable.mp4"));
    };
  }

  private static VideoSettings mp4() {
    return VideoSettings.mp4(SIZE, RATE);
  }

  private static List<Long> keyFramesUs(Path file) {
    List<Long> times = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        if (decoder.frame().keyFrame()) {
          times.add(decoder.frame().timeUs());
        }
      }
    }
    return times;
  }

  private static MediaInfo info(Path file, List<Long> keyFrames) {
    long last = keyFrames.get(keyFrames.size() - 1);
    return new MediaInfo(
        MediaKind.VIDEO,
        file.getFileName().toString(),
        new VideoFormat("any", "yuv420p", SIZE, SIZE, 0, Rational.ONE, "unknown"),
        timing(new TimeRange(keyFrames.get(0), last + 1_000_000), keyFrames),
        0,
        List.of());
  }

  private static FrameTiming timing(TimeRange range, List<Long> keyFrames) {
    return new FrameTiming(FRAMES, range, RATE, RATE, false, keyFrames);
  }
}
