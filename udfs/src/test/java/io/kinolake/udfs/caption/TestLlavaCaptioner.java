package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.image.RgbImage;
import io.kinolake.models.networks.llava.TinyLlava;
import io.kinolake.models.weights.ModelFolder;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLlavaCaptioner extends BaseCaptionerTest {
  private static final String SENTENCE = "Wide quiet harbour.";
  private static final int FRAMES = 30;
  private static final FrameSize SIZE = new FrameSize(96, 64);

  @TempDir private static Path folder;

  private static ModelPool models;
  private static ModelFolder model;
  private static Clip clip;

  @BeforeAll
  static void write() throws IOException {
    models = new ModelPool();
    model = ModelFolder.of(write("llava", SENTENCE), "any");
    Path video =
        NumberedVideo.constant(VideoSettings.mp4(SIZE, new Rational(25, 1)), FRAMES)
            .write(folder.resolve("film.mp4"));
    clip = clip(video.toString(), FRAMES);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Override
  Captioner captioner() {
    return captioner(Prompt.VIDEO_F1_DETAIL_3EX, 12);
  }

  @Override
  CaptionWriter open(Captioner captioner) {
    return captioner.open(StageContext.alone(new LocalMediaStore(), models));
  }

  @Override
  ClipToCaption goodClip() {
    return TestingClips.bare(clip);
  }

  @Override
  List<ClipToCaption> badClips() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
    return List.of(
        TestingClips.bare(clip(text.toString(), FRAMES)),
        TestingClips.bare(clip(folder.resolve("none.mp4").toString(), FRAMES)),
        TestingClips.bare(clip(clip.sourceUri(), 10 * FRAMES)));
  }

  @Test
  void theModelsAnswerIsTheCaptionAndTellsWhereItCameFrom() {
    for (Prompt prompt : List.of(Prompt.VIDEO, Prompt.VIDEO_F3_DETAIL_3EX)) {
      Caption caption = TestingClips.captionOf(caption(captioner(prompt, 12), goodClip()).get(0));
      assertThat(caption.text()).isEqualTo(SENTENCE);
      assertThat(caption.origin().model()).contains("llava@" + model.digest());
      assertThat(caption.origin().prompt()).contains(prompt.question(""));
      assertThat(caption.origin().frames())
          .isEqualTo(prompt.frames() == 1 ? List.of(15L) : List.of(3L, 15L, 27L));
      assertThat(caption.origin().completionTokens()).contains(4L);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsAFailureAfterASecondTry() {
    Failure failure =
        TestingClips.failureOf(caption(captioner(Prompt.VIDEO, 2), goodClip()).get(0));
    assertThat(failure.code()).isEqualTo(FailureCode.BAD_CAPTION);
    assertThat(failure.message()).contains("breaks off", "Wide quiet", "4 tokens");
  }

  @Test
  void anEmptyAnswerIsAFailure() throws IOException {
    ModelFolder silent = ModelFolder.of(write("silent", ""), "any");
    LlavaCaptioner captioner = new LlavaCaptioner(silent, Question.of(Prompt.VIDEO), 4);
    Failure failure = TestingClips.failureOf(caption(captioner, goodClip()).get(0));
    assertThat(failure.message()).contains("it is empty");
  }

  @Test
  void aQuestionLongerThanTheModelReadsFailsThatClipAlone() {
    ClipToCaption wordy =
        new ClipToCaption(clip, Map.of(), List.of(), Optional.of("a dog ".repeat(17_000)));
    ClipToCaption untold = goodClip();
    ClipToCaption brief = new ClipToCaption(clip, Map.of(), List.of(), Optional.of("A boat."));
    List<Outcome<Caption>> outcomes =
        caption(captioner(Prompt.VIDEO_TEXT, 12), wordy, untold, brief);
    assertThat(TestingClips.failureOf(outcomes.get(0)).message()).contains("the model reads 2048");
    assertThat(TestingClips.failureOf(outcomes.get(1)).code()).isEqualTo(FailureCode.NO_CAPTION);
    assertThat(TestingClips.captionOf(outcomes.get(2)).text()).isEqualTo(SENTENCE);
  }

  @Test
  void largerFramesAreResizedToTheShorterSide() {
    RgbImage wide = new RgbImage(1001, 500, new byte[1001 * 500 * RgbImage.CHANNELS]);
    RgbImage resized = LlavaWriter.within(wide, 336);
    assertThat(List.of(resized.width(), resized.height())).isEqualTo(List.of(672, 336));
    assertThat(LlavaWriter.within(wide, 500)).isSameAs(wide);
  }

  @Test
  void theFingerprintCoversModelAndQuestionAndNotTheBatch() throws Exception {
    Question question = Question.of(Prompt.VIDEO);
    LlavaCaptioner usual = new LlavaCaptioner(model, question, 4);
    assertThat(new LlavaCaptioner(model, question, 1).fingerprint()).isEqualTo(usual.fingerprint());
    assertThat(captioner(Prompt.IMAGE, 300).fingerprint()).isNotEqualTo(usual.fingerprint());
    ModelFolder other = ModelFolder.of(write("other", "A low bridge."), "any");
    assertThat(new LlavaCaptioner(other, question, 4).fingerprint())
        .isNotEqualTo(usual.fingerprint());
  }

  @Test
  void aModelOfAnotherFormStopsTheJob() throws IOException {
    Path tiles = write("tiles", SENTENCE);
    Path config = tiles.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"pad\"", "\"anyres\""));
    LlavaCaptioner captioner =
        new LlavaCaptioner(ModelFolder.of(tiles, "any"), Question.of(Prompt.VIDEO), 4);
    assertThatThrownBy(() -> open(captioner))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("image_aspect_ratio to 'anyres'");
  }

  private static LlavaCaptioner captioner(Prompt prompt, int maxTokens) {
    return new LlavaCaptioner(
        model, new Question(prompt, prompt.frames(), 32, maxTokens, 2), /* batch= */ 2);
  }

  private List<Outcome<Caption>> caption(LlavaCaptioner captioner, ClipToCaption... clips) {
    try (CaptionWriter writer = open(captioner)) {
      return writer.caption(List.of(clips));
    }
  }

  private static Path write(String name, String sentence) throws IOException {
    return TinyLlava.write(folder.resolve(name), sentence);
  }

  private static Clip clip(String file, long frames) {
    return new Clip(
        new ClipId("clip"),
        new VideoId("video"),
        0,
        0,
        "film_scene-0.mp4",
        file,
        Optional.of(file),
        CutMode.ENCODE,
        new FrameRange(0, frames),
        new TimeRange(0, frames * 40_000),
        new Clip.Content(frames, new Rational(25, 1), SIZE, 1000));
  }
}
