package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.ContainerTags;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.models.networks.stepvideo.TinyStepVideoTree;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import io.kinolake.training.cli.SampleCommands.Ended;
import io.kinolake.training.sample.TinyModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines on small models of random weights. */
class TestSampleCommand {
  @TempDir private Path folder;

  @Test
  void promptsBecomeVideosThatTellHowTheyWereMade() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path prompts = write("prompts.txt", "a red square moves left\na blue disc\n");
    Path out = folder.resolve("out");
    Ended ended = tiny("t2v", model, prompts, out, "-n", "2", "--size", "50x33", "--guidance", "2");

    assertThat(ended.said()).contains("17 frames of 48x32 where 17 frames of 50x33 were asked for");
    assertThat(ended.code()).isZero();
    assertThat(out.resolve("videos/video_4.mp4")).doesNotExist();
    for (int i = 0; i < 4; i++) {
      Path video = video(out, i);
      assertProbed(video, 17, new FrameSize(48, 32), new Rational(8, 1));
      Map<String, String> tags = ContainerTags.read(video, MediaLimits.DEFAULT);
      JsonNode told = new ObjectMapper().readTree(tags.get("comment"));
      assertThat(tags.get("title")).isEqualTo(i < 2 ? "a red square moves left" : "a blue disc");
      assertThat(told.path("guidance").asDouble()).isEqualTo(2);
      assertThat(told.path("checkpoint").asText()).hasSize(32);
      assertThat(told.path("seed").isIntegralNumber()).isTrue();
    }
    assertProbed(out.resolve("video_grid.mp4"), 17, new FrameSize(100, 68), new Rational(8, 1));
    assertThat(out.resolve("samples/_delta_log")).isDirectory();
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path prompts = write("prompts.txt", "a red square\n");
    Path more = write("more.txt", "a dog\na red square\n");
    tiny("t2v", model, prompts, folder.resolve("a"), "--seed", "1");
    tiny("t2v", model, more, folder.resolve("b"), "--seed", "1");
    tiny("t2v", model, prompts, folder.resolve("c"), "--seed", "2");

    byte[] first = Files.readAllBytes(video(folder.resolve("a"), 0));
    assertThat(Files.readAllBytes(video(folder.resolve("b"), 1))).isEqualTo(first);
    assertThat(Files.readAllBytes(video(folder.resolve("c"), 0))).isNotEqualTo(first);
  }

  @Test
  void aStoppedRunGoesOnWhereItWas() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path prompts = write("prompts.txt", "one\ntwo\n");
    Path out = folder.resolve("out");
    tiny("t2v", model, prompts, out);
    byte[] second = Files.readAllBytes(video(out, 1));
    Files.delete(video(out, 1));

    assertThat(tiny("t2v", model, prompts, out).said()).contains("1 videos made, 1 were there");
    assertThat(Files.readAllBytes(video(out, 1))).isEqualTo(second);
    assertThat(tiny("t2v", model, prompts, out).said()).contains("0 videos made, 2 were there");
    assertThat(tiny("t2v", model, prompts, out, "--overwrite").said()).contains("2 videos made");
  }

  @Test
  void videosOfOtherSettingsAreNotReplacedUnasked() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path prompts = write("prompts.txt", "one\n");
    Path out = folder.resolve("out");
    tiny("t2v", model, prompts, out);
    byte[] before = Files.readAllBytes(video(out, 0));
    Ended other = tiny("t2v", model, prompts, out, "--seed", "7");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.said()).contains("made with other settings").contains("--overwrite");
    assertThat(Files.readAllBytes(video(out, 0))).isEqualTo(before);
  }

  @Test
  void anImageIsWhereAVideoStarts() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), true);
    Path prompts = write("prompts.txt", "it moves\n");
    Path red = picture("red.png", 0xff0000);
    Path blue = picture("blue.png", 0x0000ff);
    Ended ended = tiny("i2v", model, prompts, folder.resolve("a"), "--images", red.toString());
    assertThat(ended.code()).as(ended.said()).isZero();
    tiny("i2v", model, prompts, folder.resolve("b"), "--images", blue.toString());
    assertThat(Files.readAllBytes(video(folder.resolve("a"), 0)))
        .isNotEqualTo(Files.readAllBytes(video(folder.resolve("b"), 0)));
  }

  @Test
  void openSorasKindSamplesToo() throws IOException {
    Path model = TinyModels.diffusion(folder.resolve("model"));
    Path prompts = write("prompts.txt", "a red square\n");
    Path out = folder.resolve("out");
    Ended ended = tiny("opensora", model, prompts, out, "--guidance", "3");
    assertThat(ended.code()).as(ended.said()).isZero();
    assertProbed(video(out, 0), 17, new FrameSize(48, 32), new Rational(8, 1));
  }

  @Test
  void thePublishedTreeOfStepVideoSamples() throws IOException {
    Path tree = TinyStepVideoTree.write(folder.resolve("tree"));
    TinyStepVideoTree.writeTransformer(tree.resolve("transformer"), false);
    Path i2v = TinyStepVideoTree.writeTransformer(folder.resolve("i2v"), true);
    Path prompts = write("prompts.txt", "a dog on the beach\n");
    Path out = folder.resolve("out");
    Ended ended = tiny("t2v", tree, prompts, out, "--frames", "40");
    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).contains("34 frames of 48x32");
    assertProbed(video(out, 0), 34, new FrameSize(48, 32), new Rational(25, 1));

    Path image = picture("red.png", 0xff0000);
    Path started = folder.resolve("started");
    Ended other =
        tiny(
            "i2v",
            tree,
            prompts,
            started,
            "--frames",
            "17",
            "--load",
            i2v.toString(),
            "--images",
            image.toString());
    assertThat(other.code()).as(other.said()).isZero();
    assertProbed(video(started, 0), 17, new FrameSize(48, 32), new Rational(25, 1));

    Ended wrong = tiny("t2v", tree, prompts, started, "--load", i2v.toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.said()).contains("is one for image to video");
  }

  @Test
  void thePublishedModelsOfOpenSoraSample() throws IOException {
    Path models = folder.resolve("models");
    TinyModels.openSora(models);
    Path prompts = write("prompts.txt", "a dog on the beach\n");
    Path out = folder.resolve("out");
    Ended lacking = tiny("opensora", models.resolve("stdit"), prompts, out);
    assertRefused(lacking, "needs --t5");
    String[] encoders = {
      "--t5", models.resolve("t5").toString(), "--vae", models.resolve("vae").toString()
    };
    Ended ended = tiny("opensora", models.resolve("stdit"), prompts, out, encoders);
    assertThat(ended.code()).as(ended.said()).isZero();
    assertProbed(video(out, 0), 16, new FrameSize(48, 32), new Rational(8, 1));
  }

  @Test
  void mistakesAreToldInASentence() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), true);
    Path prompts = write("prompts.txt", "one\ntwo\n");
    Path out = folder.resolve("out");
    Path image = picture("red.png", 0xff0000);
    Path images = write("images.txt", image + "\n");

    assertRefused(
        tiny("i2v", model, prompts, out, "--images", images.toString()),
        "There are 2 prompts in",
        "and 1 pictures in");
    assertRefused(
        tiny("i2v", model, prompts, out, "--images", write("no.txt", "nowhere.png\n").toString()),
        "There is no file 'nowhere.png'");
    assertRefused(tiny("i2v", model, prompts, out), "needs a picture for each prompt");
    assertRefused(
        tiny("i2v", model, write("blank.txt", "one\n\ntwo\n"), out), "Line 2 of", "is blank");
    assertRefused(tiny("t2v", model, prompts, out), "is one for image to video");
    assertRefused(
        tiny("i2v", folder.resolve("nothing"), prompts, out), "lacks 9 of Step-Video's files");
    assertThat(out.resolve("videos/video_0.mp4")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldAtOnce() throws IOException {
    Path model = TinyModels.flow(folder.resolve("model"), false);
    Path file = write("file", "no folder");
    Ended ended = tiny("t2v", model, write("p.txt", "one\n"), file.resolve("out"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.said()).contains("Nothing can be written to '" + file.resolve("out"));
  }

  @Test
  void numbersThatAreNoneStopTheVideoWithItsNameAndALayers() throws IOException {
    Path model = TinyModels.overflowing(folder.resolve("model"));
    Path out = folder.resolve("out");
    Ended ended = tiny("t2v", model, write("p.txt", "one\n"), out);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.said()).contains("video_0.mp4 ('one') was not made").contains("NaN");
    assertThat(out.resolve("videos")).isEmptyDirectory();
  }

  private static Ended tiny(String kind, Path model, Path prompts, Path out, String... more) {
    return SampleCommands.sample(kind, model, prompts, out, more);
  }

  private static void assertRefused(Ended ended, String... says) {
    assertThat(ended.code()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said()).contains(says);
  }

  private static void assertProbed(Path video, int frames, FrameSize size, Rational rate) {
    MediaInfo info = new MediaProber(MediaLimits.DEFAULT).probe(video);
    assertThat(info.timing().frames()).isEqualTo(frames);
    assertThat(info.format().display()).isEqualTo(size);
    assertThat(info.timing().averageRate()).isEqualTo(rate);
  }

  private static Path video(Path out, int index) {
    return SampleCommands.video(out, index);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path picture(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(60, 30, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 60; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
