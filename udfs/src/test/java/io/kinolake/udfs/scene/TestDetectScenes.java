package io.kinolake.udfs.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.SceneRule.Uncut;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.udfs.DivisibleStage.ShareWorker;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDetectScenes {
  private static final FrameSize SIZE = new FrameSize(160, 96);
  private static final Rational RATE = new Rational(25, 1);
  private static final int FRAMES = 120;
  private static final long FRAME_US = 40_000;
  private static final StageContext CONTEXT = new StageContext(new LocalMediaStore(), List.of());

  @TempDir Path folder;

  @Test
  void aVideoGivesScenesInOrderThatCoverEveryFrame() {
    SceneSource source = source(writeVideo(), MediaKind.VIDEO);
    assertThat(scenes(DetectScenesSettings.DEFAULT, source))
        .containsExactly(
            scene(source, 0, 0, 50), scene(source, 1, 50, 90), scene(source, 2, 90, FRAMES));
  }

  @Test
  void theSharesOfALongVideoGiveItsScenes() {
    SceneSource source = source(writeVideo(), MediaKind.VIDEO);
    DetectScenes stage = new DetectScenes(withSpans(Duration.ofSeconds(1)));
    List<ScanSpan> shares = stage.shares(item(source));
    assertThat(shares).hasSizeGreaterThan(1);
    try (ShareWorker<SceneSource, Scene, ScanSpan, ScoreSeries> worker =
        stage.openShares(CONTEXT)) {
      List<ScoreSeries> series =
          shares.stream().map(share -> worker.work(item(source), share)).toList();
      assertThat(rows(worker.join(item(source), series)))
          .isEqualTo(scenes(DetectScenesSettings.DEFAULT, source))
          .hasSize(3);
      assertThat(rows(worker.join(item(source), List.of(series.get(0), series.get(0)))))
          .as("shares that do not meet")
          .isEqualTo(scenes(DetectScenesSettings.DEFAULT, source));
    }
  }

  @Test
  void shortVideosAndImagesAreNotShared() {
    DetectScenes stage = new DetectScenes(withSpans(Duration.ofMinutes(1)));
    assertThat(stage.shares(item(source(folder.resolve("short.mp4"), MediaKind.VIDEO)))).hasSize(1);
    assertThat(stage.shares(item(source(folder.resolve("one.png"), MediaKind.IMAGE)))).hasSize(1);
  }

  @Test
  void anImageIsOneSceneOfOneFrame() {
    SceneSource source = source(folder.resolve("not-even-opened.png"), MediaKind.IMAGE);
    assertThat(scenes(DetectScenesSettings.DEFAULT, source))
        .containsExactly(
            new Scene(
                source.video(),
                0,
                new FrameRange(0, 1),
                source.info().timing().range(),
                "adaptive"));
  }

  @Test
  void aVideoThatHasNoSceneIsADoneItemWithoutRows() {
    SceneSource source = source(writeVideo(), MediaKind.VIDEO);
    DetectScenesSettings settings =
        new DetectScenesSettings(
            new DetectorSettings.FrameStride(FRAMES),
            new SceneRule(Uncut.NO_SCENE, 0),
            Duration.ofMinutes(1));
    assertThat(scenes(settings, source)).isEmpty();
  }

  @Test
  void aMissingFileIsARejectedItem() {
    assertThat(failure(source(folder.resolve("gone.mp4"), MediaKind.VIDEO)))
        .isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void aFileThatIsNoMediaIsARejectedItem() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "not a video at all");
    assertThat(failure(source(text, MediaKind.VIDEO))).isEqualTo(FailureCode.NOT_MEDIA);
  }

  @Test
  void theFingerprintCoversWhatChangesTheResultAndNothingElse() {
    DetectorSettings detector = DetectorSettings.Adaptive.DEFAULT;
    Fingerprint usual = fingerprint(detector, SceneRule.DEFAULT, 60);
    assertThat(fingerprint(detector, SceneRule.DEFAULT, 10)).isEqualTo(usual);
    assertThat(fingerprint(DetectorSettings.Content.DEFAULT, SceneRule.DEFAULT, 60))
        .isNotEqualTo(usual);
    assertThat(fingerprint(detector, new SceneRule(Uncut.ONE_SCENE, 1), 60)).isNotEqualTo(usual);
    assertThat(fingerprint(detector, new SceneRule(Uncut.NO_SCENE, 0), 60)).isNotEqualTo(usual);
  }

  @Test
  void aSourceSurvivesItsRow() {
    SceneSource source = source(folder.resolve("a 'quoted'\nname.mp4"), MediaKind.VIDEO);
    MapRow row = new MapRow();
    SceneSource.SCHEMA.codec().write(source, row);
    assertThat(SceneSource.SCHEMA.codec().read(row)).isEqualTo(source);
    assertThat(row.toMap().keySet())
        .containsExactlyInAnyOrderElementsOf(
            SceneSource.SCHEMA.columns().stream().map(column -> column.name()).toList());
  }

  @Test
  void theStageSurvivesShipping() throws IOException, ClassNotFoundException {
    DetectScenes stage = new DetectScenes(DetectScenesSettings.DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      DetectScenes shipped = (DetectScenes) in.readObject();
      assertThat(shipped.fingerprint()).isEqualTo(stage.fingerprint());
      assertThat(shipped.spec().name()).isEqualTo("detect-scenes");
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(
            () ->
                new DetectScenesSettings(
                    DetectorSettings.Hash.DEFAULT, SceneRule.DEFAULT, Duration.ZERO))
        .hasMessage("Setting 'spanLength' must be positive, not PT0S");
  }

  private Path writeVideo() {
    return NumberedVideo.constant(VideoSettings.mp4(SIZE, RATE).withGroups(10, 0), FRAMES)
        .withScenes(List.of(50, 90))
        .write(folder.resolve("video.mp4"));
  }

  private static List<Scene> scenes(DetectScenesSettings settings, SceneSource source) {
    return rows(process(settings, source));
  }

  private static List<Scene> rows(Outcome<Scene> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Produced.class);
    return ((Outcome.Produced<Scene>) outcome).rows();
  }

  private static FailureCode failure(SceneSource source) {
    Outcome<Scene> outcome = process(DetectScenesSettings.DEFAULT, source);
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<Scene>) outcome).failure().code();
  }

  private static Outcome<Scene> process(DetectScenesSettings settings, SceneSource source) {
    try (StageWorker<SceneSource, Scene> worker = new DetectScenes(settings).open(CONTEXT)) {
      List<ItemResult<Scene>> results = worker.process(List.of(item(source)));
      assertThat(results).hasSize(1);
      return results.get(0).outcomes().get(StagePart.WHOLE);
    }
  }

  private static Item<SceneSource> item(SceneSource source) {
    return new Item<>(source.video().value(), List.of(StagePart.WHOLE), List.of(source));
  }

  private static DetectScenesSettings withSpans(Duration length) {
    return new DetectScenesSettings(DetectorSettings.Adaptive.DEFAULT, SceneRule.DEFAULT, length);
  }

  private static Fingerprint fingerprint(DetectorSettings detector, SceneRule rule, long seconds) {
    return new DetectScenes(new DetectScenesSettings(detector, rule, Duration.ofSeconds(seconds)))
        .fingerprint();
  }

  private static SceneSource source(Path file, MediaKind kind) {
    int frames = kind == MediaKind.IMAGE ? 1 : FRAMES;
    return new SceneSource(
        VideoId.of(file.toString()),
        file.toString(),
        "v1",
        new MediaInfo(
            kind,
            "any",
            new VideoFormat("any", "yuv420p", SIZE, SIZE, 0, Rational.ONE, "unknown"),
            new FrameTiming(
                frames,
                new TimeRange(0, frames * FRAME_US),
                RATE,
                RATE,
                false,
                LongStream.range(0, frames / 10).mapToObj(n -> 10 * n * FRAME_US).toList()),
            0,
            List.of()));
  }

  private static Scene scene(SceneSource source, int index, int start, int end) {
    return new Scene(
        source.video(),
        index,
        new FrameRange(start, end),
        new TimeRange(start * FRAME_US, end * FRAME_US),
        "adaptive");
  }
}
