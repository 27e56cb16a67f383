package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.training.data.WrittenWarehouse;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Videos that a model for image to video draws while it trains. */
class TestPreviews {
  @TempDir private Path folder;
  private Path prompts;
  private Path images;

  @BeforeEach
  void writeSamplesPromptsAndPictures() throws IOException {
    WrittenWarehouse.tiny(folder.resolve("warehouse")).addSamples("2x6x6", "a", "bb", "ccc");
    prompts = Files.writeString(folder.resolve("prompts.txt"), "it moves\nit stands\n");
    images =
        Files.write(
            folder.resolve("images.txt"),
            List.of(picture("red", Color.RED), picture("blue", Color.BLUE)));
  }

  @Test
  void theyStartFromTheGivenPicturesAsSamplesOfTheCheckpointDo() {
    assertThat(run(train())).isZero();

    Path drawn = folder.resolve("run/samples/step_0000002");
    Path sampled = folder.resolve("sampled");
    assertThat(run(sample(sampled))).isZero();
    for (String file : List.of("videos/video_0.mp4", "videos/video_1.mp4", "video_grid.mp4")) {
      assertThat(folder.resolve("run/samples/step_0000000").resolve(file)).isNotEmptyFile();
      assertThat(drawn.resolve(file)).hasSameBinaryContentAs(sampled.resolve(file));
    }
  }

  @Test
  void anotherNumberOfPicturesIsToldBeforeAnythingIsTrained() throws IOException {
    Files.write(images, List.of(picture("red", Color.RED)));

    assertThat(TrainingCommands.failed(train()))
        .contains("There are 2 prompts in", "and 1 pictures in");
    assertThat(folder.resolve("run/checkpoints")).doesNotExist();
  }

  private List<String> train() {
    return TrainingCommands.train(
        Path.of("../conf/training/tiny-i2v.yaml"),
        folder.resolve("run"),
        List.of(
            "data.warehouse='%s'".formatted(folder.resolve("warehouse")),
            "data.feature-set=" + WrittenWarehouse.SET,
            "model.step-video.layers=1",
            "batch.global=2",
            "batch.micro=2",
            "run.steps=2",
            "run.checkpoint-every=2",
            "samples.every=2",
            "samples.prompts='%s'".formatted(prompts),
            "samples.images='%s'".formatted(images)));
  }

  private List<String> sample(Path out) {
    return List.of(
        "sample",
        "i2v",
        "--model",
        folder.resolve("run/checkpoints/step_0000002/average").toString(),
        "--prompts",
        prompts.toString(),
        "--images",
        images.toString(),
        "--output",
        out.toString());
  }

  private static int run(List<String> arguments) {
    return TrainingMain.run(arguments.toArray(String[]::new));
  }

  private String picture(String name, Color color) throws IOException {
    BufferedImage image = new BufferedImage(60, 48, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.dispose();
    Path file = folder.resolve(name + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }
}
