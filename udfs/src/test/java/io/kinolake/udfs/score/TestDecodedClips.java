package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.measure.GrayImage;
import io.kinolake.media.measure.PerceptualHash;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Outcome.Produced;
import io.kinolake.udfs.Outcome.Rejected;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDecodedClips {
  private static final FakeClip.Painter PAN =
      (frame, x, y) -> FakeClip.texture(x + frame * 0.0125, y * 0.6);

  @TempDir Path folder;

  @Test
  void aPanInARealFileIsSeenByEveryScorer() {
    Path file = PaintedVideo.write(folder.resolve("a.mp4"), PaintedVideo.mp4(320, 180), 50, PAN);

    Map<String, Score> scores = scores(file, 50);

    // 4 pixels of 320 a frame; 72 pixels of 576 in ten frames are too many for the flow's range.
    assertThat(scores.get("motion").value().orElseThrow()).isCloseTo(4, within(0.5));
    assertThat(scores.get("cmotion").label()).contains("pan_right");
    assertThat(scores.get("flow").value().orElseThrow()).isGreaterThan(5);
    assertThat(scores.get("technical").value().orElseThrow()).isBetween(4.0, 10.0);
    assertThat(scores.get("letterbox").value()).contains(0.0);
    assertThat(scores.get("freeze").value()).contains(0.0);
    assertThat(scores.get("phash").label().orElseThrow()).hasSize(16);
  }

  @Test
  void aVirtualClipHasTheScoresOfItsFramesAlone() {
    VideoSettings lossless =
        PaintedVideo.mp4(160, 90).withContainer("matroska").withEncoder("ffv1");
    Path source = PaintedVideo.write(folder.resolve("source.mkv"), lossless, 75, PAN);
    FakeClip.Painter later = (frame, x, y) -> PAN.level(frame + 30, x, y);
    Path alone = PaintedVideo.write(folder.resolve("alone.mkv"), lossless, 35, later);

    Clip virtual = clip(source, 35, new TimeRange(1_200_000, 2_600_000), false);

    assertThat(scores(virtual)).isEqualTo(scores(clip(alone, 35, virtual.time(), true)));
  }

  @Test
  void blackBarsOfALimitedRangePictureAreBlack() {
    Path file =
        PaintedVideo.write(
            folder.resolve("bars.mp4"),
            PaintedVideo.mp4(320, 180),
            12,
            (frame, x, y) -> y < 0.2 || y > 0.8 ? 0 : PAN.level(frame, x, y));
    Score score = scores(file, 12).get("letterbox");
    assertThat(score.label()).contains("letterbox");
    assertThat(score.value().orElseThrow()).isCloseTo(0.4, within(0.02));
  }

  @Test
  void picturesStandUpright() {
    for (int rotation : new int[] {90, 180, 270}) {
      // The top fifth is black; a turn by 90 degrees clockwise brings it to the right.
      Path file =
          PaintedVideo.write(
              folder.resolve("turned" + rotation + ".mp4"),
              PaintedVideo.mp4(320, 160).withRotation(rotation),
              3,
              (frame, x, y) -> y < 0.2 ? 0 : 150 + 50 * Math.sin(40 * x + frame));
      Score score = scores(file, 3).get("letterbox");
      String side = rotation == 90 ? "right" : rotation == 180 ? "bottom" : "left";
      assertThat(score.value().orElseThrow()).isCloseTo(0.2, within(0.02));
      assertThat(score.details().get(side)).isCloseTo(32, within(2.0));
    }
  }

  @Test
  void everyPixelFormatGivesTheSameLevels() {
    int[] expected = null;
    for (String format : List.of("gray", "yuv420p", "yuv422p10le", "yuv444p", "bgr0")) {
      VideoSettings settings =
          PaintedVideo.mp4(161, 91)
              .withContainer("matroska")
              .withEncoder("ffv1")
              .withPixelFormat(format);
      Path file =
          PaintedVideo.write(folder.resolve(format + ".mkv"), settings, 2, (f, x, y) -> 255 * x);
      int[] levels = firstRow(file, PictureForm.fullGray());
      expected = expected == null ? levels : expected;
      assertClose(levels, expected);
      assertClose(firstRow(file, PictureForm.gray(23, 13)), 23, x -> (x + 0.5) / 23 * 255);
    }
  }

  @Test
  void aCodecThatHidesItsVectorsHasNoMotion() {
    VideoSettings vp9 = PaintedVideo.mp4(160, 90).withContainer("webm").withEncoder("libvpx-vp9");
    Path file = PaintedVideo.write(folder.resolve("a.webm"), vp9, 12, PAN);
    assertThat(scores(file, 12).get("motion").label()).contains("unavailable");
  }

  @Test
  void theHashSurvivesScalingAndCompression() {
    Path good = PaintedVideo.write(folder.resolve("a.mp4"), PaintedVideo.mp4(320, 180), 40, PAN);
    Path poor =
        PaintedVideo.write(
            folder.resolve("b.mp4"), PaintedVideo.mp4(160, 90).withBitRate(60_000), 40, PAN);
    PerceptualHash hash = hash(good, 40);
    assertThat(hash.distance(hash(poor, 40))).isLessThanOrEqualTo(8);
  }

  @Test
  void aTruncatedFileFailsOnlyWhatNeededItsEnd() throws IOException {
    VideoSettings stream =
        PaintedVideo.mp4(320, 180).withContainer("mpegts").withEncoder("mpeg2video");
    Path whole = PaintedVideo.write(folder.resolve("a.ts"), stream, 120, PAN);
    byte[] bytes = Files.readAllBytes(whole);
    Path half = folder.resolve("half.ts");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2 / 188 * 188));

    Map<String, Outcome<Score>> outcomes =
        outcomes(clip(half, 120, new TimeRange(0, 4_800_000), true));

    assertThat(outcomes.get("flow")).isInstanceOf(Produced.class);
    Failure failure = ((Rejected<Score>) outcomes.get("freeze")).failure();
    assertThat(failure.code()).isIn(FailureCode.TRUNCATED, FailureCode.CORRUPT);
  }

  @Test
  void realFootageIsScored() throws IOException {
    Optional<Path> footage = footage();
    assumeTrue(footage.isPresent(), "No folder of real footage; set -Dkinolake.shared");
    Path file = footage.get().resolve("bikes.mp4");

    // The second of its scenes: frames 30 to 76.
    Map<String, Score> scores = scores(clip(file, 46, new TimeRange(1_200_000, 3_040_000), false));

    assertThat(scores).containsOnlyKeys(ScoreClipsSettings.WITHOUT_MODELS);
    assertThat(scores.get("technical").value().orElseThrow()).isBetween(4.0, 10.0);
    assertThat(scores.get("motion").value().orElseThrow()).isPositive();
    assertThat(scores.get("flow").value().orElseThrow()).isPositive();
    assertThat(scores.get("letterbox").label()).contains("none");
    ScoreBench.Result bench = ScoreBench.run(file, new TimeRange(0, 400_000), List.of("flow"), 1);
    assertThat(bench.together()).isPositive();
  }

  private static Optional<Path> footage() throws IOException {
    String set = System.getProperty("kinolake.shared", "");
    Path above = Path.of("").toAbsolutePath();
    while (set.isEmpty() && above != null) {
      Path pom = above.resolve("pom.xml");
      if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
        set = above.resolveSibling("shared").toString();
      }
      above = above.getParent();
    }
    return Optional.of(Path.of(set, "footage")).filter(Files::isDirectory);
  }

  private static void assertClose(int[] levels, int[] expected) {
    assertClose(levels, expected.length, x -> expected[x]);
  }

  private static void assertClose(int[] levels, int count, IntToDoubleFunction expected) {
    assertThat(levels).hasSize(count);
    for (int x = 0; x < count; x++) {
      assertThat((double) levels[x]).isCloseTo(expected.applyAsDouble(x), within(3.0));
    }
  }

  private static int[] firstRow(Path file, PictureForm form) {
    try (ClipFrames frames = new DecodedClips().open(file, Optional.empty(), false)) {
      GrayImage picture = frames.next().orElseThrow().gray(form);
      int[] levels = new int[picture.width()];
      for (int x = 0; x < levels.length; x++) {
        levels[x] = picture.at(x, 0);
      }
      return levels;
    }
  }

  private static PerceptualHash hash(Path file, long frames) {
    return PerceptualHash.parse(scores(file, frames).get("phash").label().orElseThrow());
  }

  private static Map<String, Score> scores(Path file, long frames) {
    return scores(clip(file, frames, new TimeRange(0, frames * FakeClip.FRAME_US), true));
  }

  private static Map<String, Score> scores(Clip clip) {
    List<Score> rows = new ArrayList<>();
    outcomes(clip)
        .values()
        .forEach(
            outcome -> {
              assertThat(outcome).isInstanceOf(Produced.class);
              rows.addAll(((Produced<Score>) outcome).rows());
            });
    return rows.stream().collect(Collectors.toMap(Score::scorer, score -> score));
  }

  private static Map<String, Outcome<Score>> outcomes(Clip clip) {
    ScoreClips stage = new ScoreClips(ScoreClipsSettings.DEFAULT);
    try (StageWorker<ClipToScore, Score> worker =
        stage.open(StageContext.alone(new LocalMediaStore(), new ModelPool()))) {
      Item<ClipToScore> item =
          new Item<>(
              clip.id().value(), ScoreClipsSettings.WITHOUT_MODELS, List.of(ClipToScore.of(clip)));
      return worker.process(List.of(item)).get(0).outcomes();
    }
  }

  /** A row of so many frames, as a file of its own or as a range of a source. */
  private static Clip clip(Path file, long frames, TimeRange time, boolean own) {
    Clip row = FakeClip.moving(320, 180, frames, 0).row();
    return new Clip(
        row.id(),
        row.video(),
        0,
        0,
        file.getFileName().toString(),
        own ? "/no/source.mp4" : file.toString(),
        own ? Optional.of(file.toString()) : Optional.empty(),
        own ? CutMode.ENCODE : CutMode.VIRTUAL,
        row.frames(),
        time,
        row.content());
  }
}
