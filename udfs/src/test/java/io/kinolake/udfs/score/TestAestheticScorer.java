package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.ColorImage;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.aesthetic.AestheticHead;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.oip.ModelServer;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.ServedModels;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAestheticScorer {
  private static final FrameSize SIZE = new FrameSize(160, 96);
  private static final Rational RATE = new Rational(25, 1);
  private static final int FRAMES = 40;
  private static final long FRAME_US = 40_000;

  @TempDir private Path folder;

  @Test
  void theScoreIsTheMeanOfTheFramesThatTheOriginalTakes() {
    Clip clip = clip("a", 1);
    double expected = 0;
    try (WeightSource weights = WeightFiles.open(model());
        WeightSource headWeights = WeightFiles.open(head());
        ClipImageEncoder encoder =
            ClipImageEncoder.load(NetworkOptions.DEFAULT, ClipSizes.of(weights), weights)) {
      AestheticHead head = AestheticHead.of(headWeights);
      for (RgbImage frame : frames(Path.of(clip.sourceUri()), List.of(4L, 20L, 36L))) {
        expected += head.score(encoder.encode(List.of(frame)).toFloats()) / 3;
      }
    }
    assertThat(value(score(clip).get(0))).isCloseTo(expected, within(1e-4));
  }

  @Test
  void clipsScoredTogetherScoreAsAlone() {
    List<Clip> clips = List.of(clip("a", 1), clip("b", 2), clip("c", 3));
    List<Double> alone = clips.stream().map(clip -> value(score(clip).get(0))).toList();
    List<ItemResult<Score>> together = score(clips.toArray(Clip[]::new));
    assertThat(alone).doesNotHaveDuplicates();
    for (int i = 0; i < alone.size(); i++) {
      assertThat(value(together.get(i))).isCloseTo(alone.get(i), within(1e-4));
    }
  }

  @Test
  void aBrokenClipIsAFailureAndNoScoreAndLosesNoNeighbour() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "not a video");
    List<ItemResult<Score>> results = score(clip(text), clip("b", 2));
    assertThat(results.get(0).outcomes().get("aes")).isInstanceOf(Outcome.Rejected.class);
    assertThat(value(results.get(1))).isFinite();
  }

  @Test
  void anotherModelIsAnotherFingerprint() {
    Path other = TinyClip.writeModel(folder.resolve("other.safetensors"), 77);
    assertThat(new ScoreClips(settings(other)).parts())
        .isNotEqualTo(new ScoreClips(settings(model())).parts());
  }

  @Test
  void weightsThatAreNotSetOrWrongStopTheJob() {
    assertThatThrownBy(() -> ScoreClipsSettings.of(List.of("aes")).toScorers())
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("clip-weights");
    assertThatThrownBy(() -> score(settings(head()), clip("a", 1)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("holds no CLIP model");
  }

  @Test
  void aServedModelGivesTheSameScores() {
    List<ItemResult<Score>> here = score(clip("a", 1), clip("b", 2));
    try (ModelServer server = ServedModels.serve(TinyClip.served(model()))) {
      List<ItemResult<Score>> served =
          score(
              settings(model()),
              ServedModels.settings(server, "clip-image"),
              clip("a", 1),
              clip("b", 2));

      assertThat(served.stream().map(TestAestheticScorer::value).toList())
          .isEqualTo(here.stream().map(TestAestheticScorer::value).toList());
    }
  }

  @Test
  void aServerThatIsGoneFailsTheClipsAndNoMore() {
    ModelServer server = ServedModels.serve(TinyClip.served(model()));
    server.close();

    ItemResult<Score> result =
        score(settings(model()), ServedModels.settings(server, "clip-image"), clip("a", 1)).get(0);

    assertThat(result.outcomes().get("aes"))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.failure().code()).isEqualTo(FailureCode.SERVER_ERROR));
  }

  private static double value(ItemResult<Score> result) {
    Outcome<Score> outcome = result.outcomes().get("aes");
    assertThat(outcome).isInstanceOf(Outcome.Produced.class);
    return ((Outcome.Produced<Score>) outcome).rows().get(0).value().orElseThrow();
  }

  private List<ItemResult<Score>> score(Clip... clips) {
    return score(settings(model()), clips);
  }

  private static List<ItemResult<Score>> score(ScoreClipsSettings settings, Clip... clips) {
    return score(settings, ModelSettings.ON_PROCESSOR, clips);
  }

  private static List<ItemResult<Score>> score(
      ScoreClipsSettings settings, ModelSettings engines, Clip... clips) {
    try (ModelPool models = new ModelPool();
        StageWorker<Clip, Score> worker =
            new ScoreClips(settings)
                .open(StageContext.of(new LocalMediaStore(), models, engines, Path.of("unused")))) {
      return worker.process(
          Stream.of(clips)
              .map(clip -> new Item<>(clip.id().value(), List.of("aes"), List.of(clip)))
              .toList());
    }
  }

  private ScoreClipsSettings settings(Path model) {
    return new ScoreClipsSettings(
        List.of("aes"),
        6,
        8,
        3,
        Map.of(
            ScoreClipsSettings.CLIP,
            weights(model),
            ScoreClipsSettings.AESTHETIC,
            weights(head())));
  }

  private static WeightsFile weights(Path file) {
    try (WeightSource source = WeightFiles.open(file)) {
      return new WeightsFile(file.toString(), source.digest());
    }
  }

  private Path model() {
    Path file = folder.resolve("clip.safetensors");
    return Files.exists(file) ? file : TinyClip.writeModel(file, 5);
  }

  private Path head() {
    Path file = folder.resolve("head.safetensors");
    return Files.exists(file) ? file : TinyClip.writeHead(file, 6);
  }

  private static List<RgbImage> frames(Path file, List<Long> indices) {
    List<RgbImage> frames = new ArrayList<>();
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT);
        FramePictures pictures = new FramePictures(0, Rational.ONE)) {
      while (decoder.advance()) {
        if (indices.contains(decoder.frame().index())) {
          ColorImage picture = pictures.color(decoder.frame().avFrame(), SIZE);
          frames.add(new RgbImage(SIZE.width(), SIZE.height(), picture.toRgbLevels()));
        }
      }
    }
    return frames;
  }

  private Clip clip(String name, int cuts) {
    Path file = folder.resolve(name + ".mp4");
    if (!Files.exists(file)) {
      List<Integer> scenes = Stream.iterate(8, at -> at + 9).limit(cuts).toList();
      NumberedVideo.constant(VideoSettings.mp4(SIZE, RATE), FRAMES).withScenes(scenes).write(file);
    }
    return clip(file);
  }

  private static Clip clip(Path file) {
    String name = file.getFileName().toString();
    return new Clip(
        new ClipId(name),
        VideoId.of(file.toString()),
        0,
        0,
        name,
        file.toString(),
        Optional.of(file.toString()),
        CutMode.ENCODE,
        new FrameRange(0, FRAMES),
        new TimeRange(0, FRAMES * FRAME_US),
        new Clip.Content(FRAMES, RATE, SIZE, 1));
  }
}
