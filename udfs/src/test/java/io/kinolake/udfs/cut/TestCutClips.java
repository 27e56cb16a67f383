package io.kinolake.udfs.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.cut.EncodeSettings;
import io.kinolake.media.cut.LengthLimits;
import io.kinolake.media.cut.LongScenes;
import io.kinolake.media.cut.SceneSpan;
import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.synth.FrameNumber;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.Location;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCutClips {
  private static final FrameSize SIZE = new FrameSize(192, 128);
  private static final Rational PAL = new Rational(25, 1);
  private static final int FRAMES = 60;

  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void chooseOutput() {
    output = folder.resolve("clips");
  }

  @Test
  void virtualClipsAreRowsAndNothingIsWritten() {
    List<Clip> clips = rows(CutClipsSettings.DEFAULT, source("a/film.mp4", false));
    assertThat(clips)
        .extracting(Clip::name)
        .containsExactly("film_scene-0.mp4", "film_scene-1.mp4");
    assertThat(clips).extracting(Clip::uri).containsOnly(Optional.empty());
    assertThat(clips.get(1).content()).isEqualTo(new Clip.Content(40, PAL, SIZE, 0));
    assertThat(output).doesNotExist();
  }

  @Test
  void encodedClipsLieInTheirFolderAndHoldTheirFrames() {
    List<Clip> clips = rows(encode(), source("a/b/film.mp4", false));
    assertThat(clips).extracting(Clip::mode).containsOnly(CutMode.ENCODE);
    assertThat(numbers(output.resolve("a/b/film_scene-0.mp4")))
        .isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(numbers(Path.of(clips.get(1).uri().orElseThrow())))
        .isEqualTo(IntStream.range(20, 60).boxed().toList());
  }

  @Test
  void copiedClipsTellTheFramesThatTheyHold() {
    CutClipsSettings settings = CutClipsSettings.of(CutMode.COPY, output.toString());
    List<Clip> clips = rows(settings, source("film.mp4", false));
    assertThat(clips).hasSize(2);
    for (Clip clip : clips) {
      FrameRange frames = clip.frames();
      assertThat(numbers(Path.of(clip.uri().orElseThrow())))
          .isEqualTo(IntStream.range((int) frames.start(), (int) frames.end()).boxed().toList());
    }
  }

  @Test
  void theOutputFolderMayBeAUriAndNamesMayBeStrange() {
    CutClipsSettings settings = CutClipsSettings.of(CutMode.ENCODE, output.toUri().toString());
    List<Clip> clips = rows(settings, source("../odd #1/100% \"it's\" – 映画\n?.mp4", false));
    assertThat(clips).hasSize(2);
    for (Clip clip : clips) {
      Path file = Location.of(clip.uri().orElseThrow()).path();
      assertThat(file).exists().startsWith(output);
    }
  }

  @Test
  void sourcesOfTheSameStemDoNotOverwriteEachOther() {
    List<Clip> one = rows(encode(), source("film.mp4", true));
    List<Clip> other = rows(encode(), source("film.mkv", true));
    assertThat(Stream.concat(one.stream(), other.stream()).map(clip -> clip.uri().orElseThrow()))
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @Test
  void aLongSceneIsSplitAtTrueFrames() {
    LengthLimits limits =
        new LengthLimits(Duration.ofMillis(400), Duration.ofMillis(1_000), LongScenes.SPLIT);
    List<Clip> clips = rows(encode().withLengths(limits), source("film.mp4", false));
    assertThat(clips)
        .extracting(Clip::name)
        .containsExactly("film_scene-0.mp4", "film_scene-1-0.mp4", "film_scene-1-1.mp4");
    assertThat(numbers(Path.of(clips.get(2).uri().orElseThrow())))
        .isEqualTo(IntStream.range(40, 60).boxed().toList());
  }

  @Test
  void oneClipThatCannotBeMadeDoesNotCostItsNeighbours() {
    List<SceneToCut> source = new ArrayList<>(source("film.mp4", false));
    source.add(scene(source.get(0), 2, new FrameRange(55, 90)));
    Outcome.Produced<Clip> outcome = produced(encode(), source);
    assertThat(outcome.rows()).extracting(Clip::sceneIndex).containsExactly(0, 1);
    assertThat(outcome.failures()).extracting(Failure::code).containsExactly(FailureCode.WRONG_CUT);
    assertThat(listed()).hasSize(2);
  }

  @Test
  void aFileLeftByAKilledRunIsNoClipAndIsNotInTheWay() throws IOException {
    List<Clip> undisturbed = rows(encode(), source("film.mp4", false));
    LocalMediaStore store = new LocalMediaStore();
    Path leftOver = store.create(output.resolve("film_scene-0.mp4").toString()).path();
    Files.writeString(leftOver, "half a clip");
    assertThat(leftOver.getFileName().toString()).startsWith(".");
    assertThat(rows(encode(), source("film.mp4", false))).isEqualTo(undisturbed);
    assertThat(listed()).containsExactly("film_scene-0.mp4", "film_scene-1.mp4");
  }

  @Test
  void anImageIsOneVirtualClipOfOneFrameInEveryMode() {
    SceneToCut video = source("film.mp4", false).get(0);
    FrameTiming timing =
        new FrameTiming(
            1, new TimeRange(0, 40_000), Rational.UNKNOWN, Rational.UNKNOWN, false, List.of());
    MediaInfo image =
        new MediaInfo(MediaKind.IMAGE, "png_pipe", video.info().format(), timing, 0, List.of());
    SceneToCut scene =
        new SceneToCut(
            video.video(),
            folder.resolve("gone.png").toString(),
            "poster.png",
            "v1",
            false,
            image,
            new SceneSpan(0, new FrameRange(0, 1), new TimeRange(0, 40_000)));
    List<Clip> clips = rows(encode(), List.of(scene));
    assertThat(clips).extracting(Clip::mode).containsExactly(CutMode.VIRTUAL);
    assertThat(clips.get(0).content().frames()).isEqualTo(1);
  }

  @Test
  void aSourceThatIsGoneIsAFailure() {
    SceneToCut scene = source("film.mp4", false).get(0);
    SceneToCut gone =
        new SceneToCut(
            scene.video(),
            folder + "/gone.mp4",
            "gone.mp4",
            "v1",
            false,
            scene.info(),
            scene.scene());
    assertThat(process(encode(), List.of(gone)))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.failure().code()).isEqualTo(FailureCode.NOT_FOUND));
  }

  @Test
  void anEncoderThatIsMissingStopsTheItemWithAdvice() {
    CutClipsSettings settings =
        encode().withEncode(EncodeSettings.DEFAULT.withEncoder("libnothing"));
    assertThat(process(settings, source("film.mp4", false)))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.failure().code()).isEqualTo(FailureCode.BAD_CONFIG));
  }

  @Test
  void aModeThatWritesNeedsAFolder() {
    assertThatThrownBy(() -> CutClipsSettings.of(CutMode.ENCODE, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'encode'");
  }

  @Test
  void theFingerprintTellsWhatChangesTheResultOnly() {
    CutClips base = new CutClips(encode());
    EncodeSettings threads =
        new EncodeSettings(
            EncodeSettings.DEFAULT.encoder(),
            EncodeSettings.DEFAULT.quality(),
            Rational.UNKNOWN,
            0,
            EncodeSettings.DEFAULT.audio(),
            3);
    assertThat(new CutClips(encode().withEncode(threads)).fingerprint())
        .isEqualTo(base.fingerprint());
    assertThat(new CutClips(encode().withEncode(threads.withShorterSide(64))).fingerprint())
        .isNotEqualTo(base.fingerprint());
    assertThat(new CutClips(CutClipsSettings.DEFAULT).fingerprint())
        .isNotEqualTo(base.fingerprint());
    assertThat(new CutClips(CutClipsSettings.of(CutMode.ENCODE, "/elsewhere")).fingerprint())
        .as("where clips lie is not what they are")
        .isEqualTo(new CutClips(CutClipsSettings.of(CutMode.ENCODE, "/here")).fingerprint());
  }

  @Test
  void theStageSurvivesSerialisation() throws IOException, ClassNotFoundException {
    CutClips stage = new CutClips(encode());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
      out.writeObject(stage.spec());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((CutClips) in.readObject()).fingerprint()).isEqualTo(stage.fingerprint());
    }
  }

  @Test
  void inputRowsKeepEverything() {
    SceneToCut scene = source("a/film.mp4", true).get(1);
    MapRow row = new MapRow();
    SceneToCut.SCHEMA.codec().write(scene, row);
    assertThat(SceneToCut.SCHEMA.codec().read(row)).isEqualTo(scene);
    assertThat(row.toMap().keySet())
        .isEqualTo(
            SceneToCut.SCHEMA.columns().stream().map(Column::name).collect(Collectors.toSet()));
  }

  private CutClipsSettings encode() {
    return CutClipsSettings.of(CutMode.ENCODE, output.toString());
  }

  private List<Clip> rows(CutClipsSettings settings, List<SceneToCut> scenes) {
    Outcome.Produced<Clip> outcome = produced(settings, scenes);
    assertThat(outcome.failures()).isEmpty();
    return outcome.rows();
  }

  private static Outcome.Produced<Clip> produced(
      CutClipsSettings settings, List<SceneToCut> scenes) {
    return (Outcome.Produced<Clip>) process(settings, scenes);
  }

  private static Outcome<Clip> process(CutClipsSettings settings, List<SceneToCut> scenes) {
    StageContext context = StageContext.alone(new LocalMediaStore(), new ModelPool());
    try (StageWorker<SceneToCut, Clip> worker = new CutClips(settings).open(context)) {
      Item<SceneToCut> item =
          new Item<>(scenes.get(0).video().value(), List.of(StagePart.WHOLE), scenes);
      List<ItemResult<Clip>> results = worker.process(List.of(item));
      return results.get(0).outcomes().get(StagePart.WHOLE);
    }
  }

  /** A video of two scenes: frames 0 to 19 and 20 to 59. */
  private List<SceneToCut> source(String relativePath, boolean stemShared) {
    Path file = folder.resolve("source.mp4");
    NumberedVideo.constant(VideoSettings.mp4(SIZE, PAL).withGroups(5, 0), FRAMES).write(file);
    TimeRange range = new TimeRange(0, FRAMES * 40_000L);
    MediaInfo info =
        new MediaInfo(
            MediaKind.VIDEO,
            "mov,mp4,m4a,3gp,3g2,mj2",
            new VideoFormat("h264", "yuv420p", SIZE, SIZE, 0, Rational.ONE, "unknown"),
            new FrameTiming(FRAMES, range, PAL, PAL, false, List.of()),
            0,
            List.of());
    SceneToCut first =
        new SceneToCut(
            VideoId.of(relativePath),
            file.toString(),
            relativePath,
            "v1",
            stemShared,
            info,
            span(0, new FrameRange(0, 20)));
    return List.of(first, scene(first, 1, new FrameRange(20, FRAMES)));
  }

  private static SceneToCut scene(SceneToCut source, int index, FrameRange frames) {
    return new SceneToCut(
        source.video(),
        source.uri(),
        source.relativePath(),
        source.contentVersion(),
        source.stemShared(),
        source.info(),
        span(index, frames));
  }

  private static SceneSpan span(int index, FrameRange frames) {
    return new SceneSpan(
        index, frames, new TimeRange(frames.start() * 40_000, frames.end() * 40_000));
  }

  private List<String> listed() {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> numbers(Path file) {
    List<Integer> numbers = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        DecodedFrame frame = decoder.frame();
        BytePointer luma = new BytePointer(frame.avFrame().data(0));
        int stride = frame.avFrame().linesize(0);
        numbers.add(
            FrameNumber.read(
                    frame.width(), frame.height(), (x, y) -> luma.get((long) y * stride + x) & 0xFF)
                .orElse(-1));
      }
    } catch (KinolakeException e) {
      throw new AssertionError("The clip " + file + " cannot be read", e);
    }
    return numbers;
  }
}
