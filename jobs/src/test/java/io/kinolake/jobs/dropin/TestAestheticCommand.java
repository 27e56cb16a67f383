package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a small CLIP of recorded weights and a predictor of one random layer. */
class TestAestheticCommand {
  private static final String MODULE = "tools.scoring.aesthetic.inference";
  private static final int EMBEDDING = 24;

  @TempDir private Path folder;

  @Test
  void everyRowGetsAScoreAndABrokenOneNone() throws IOException {
    writeTable();
    GoldenFiles.Run run = run();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("No score for 'broken.mp4'").contains("1 rows could not");
    List<String> lines = Files.readAllLines(folder.resolve("meta_aes.csv"));
    assertThat(lines.get(0)).isEqualTo("path,num_frames,aes");
    assertThat(lines).hasSize(4);
    double first = Double.parseDouble(lines.get(1).split(",")[2]);
    double second = Double.parseDouble(lines.get(2).split(",")[2]);
    assertThat(first).isNotEqualTo(second);
    assertThat(lines.get(3)).isEqualTo("broken.mp4,30,");
  }

  @Test
  void anOutputThatExistsIsKeptOnRequest() throws IOException {
    writeTable();
    Files.writeString(folder.resolve("meta_aes.csv"), "path,aes\n");

    assertThat(run("--skip_if_existing").exitCode()).isZero();
    assertThat(folder.resolve("meta_aes.csv")).hasContent("path,aes\n");
  }

  @Test
  void missingWeightsAreNamedWithWhatToFetch() throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "path\na.mp4\n");
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("pretrained_models/aesthetic.pth").contains("Fetch");
  }

  @Test
  void theProcessorIsADeviceAndGivesTheScoresOfTheDefault() throws IOException {
    writeTable();
    GoldenFiles.Run chosen = run("--device", "cpu", "--precision", "fp32");
    assertThat(chosen.exitCode()).as(chosen.err()).isZero();
    String onProcessor = Files.readString(folder.resolve("meta_aes.csv"));

    assertThat(run().exitCode()).isZero();
    assertThat(folder.resolve("meta_aes.csv")).hasContent(onProcessor);
  }

  @Test
  void halfPrecisionScoresAlikeOrIsRefusedWhereTheProcessorLacksIt() throws IOException {
    writeTable();
    assertThat(run("--device", "cpu").exitCode()).isZero();
    double exact = firstScore();
    GoldenFiles.Run run = run("--device", "cpu", "--precision", "bf16");
    if (run.exitCode() == 0) {
      assertThat(firstScore()).isNotEqualTo(exact).isCloseTo(exact, within(0.2));
    } else {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("has no instructions for");
    }
  }

  private double firstScore() throws IOException {
    String row = Files.readAllLines(folder.resolve("meta_aes.csv")).get(1);
    return Double.parseDouble(row.split(",")[2]);
  }

  @Test
  void aDeviceThatIsNotThereIsAWrongArgument() throws IOException {
    writeTable();
    for (String device : List.of("gpu:7", "npu:0")) {
      GoldenFiles.Run run = run("--device", device);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("Device %s is not there: TensorFlow sees".formatted(device));
    }
    GoldenFiles.Run run = run("--device", "tpu");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'tpu' is no device");
    assertThat(folder.resolve("meta_aes.csv")).doesNotExist();
  }

  private void writeTable() throws IOException {
    VideoSettings format = VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));
    NumberedVideo.constant(format, 30).write(folder.resolve("a.mp4"));
    NumberedVideo.constant(format, 30).withScenes(List.of(10, 20)).write(folder.resolve("b.mp4"));
    Files.writeString(folder.resolve("broken.mp4"), "no video");
    Files.writeString(
        folder.resolve("meta.csv"), "path,num_frames\na.mp4,30\nb.mp4,30\nbroken.mp4,30\n");
  }

  private GoldenFiles.Run run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("meta.csv", "--num_workers", "2"));
    arguments.addAll(List.of("--clip-weights", clip().toString()));
    arguments.addAll(List.of("--aesthetic-weights", head().toString()));
    arguments.addAll(List.of(more));
    return GoldenFiles.run(MODULE, arguments, folder);
  }

  private static Path clip() {
    return SharedData.require("golden/clip_vit/weights.safetensors");
  }

  private Path head() {
    Path file = folder.resolve("head.safetensors");
    Shape shape = Shape.of(1, EMBEDDING);
    float[] weight = new float[EMBEDDING];
    Random random = new Random(4);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
    Map<String, TensorInfo> infos =
        Map.of(
            "weight", new TensorInfo(DType.F32, shape),
            "bias", new TensorInfo(DType.F32, Shape.of(1)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      writer.write("weight", HostTensor.floats(shape, weight));
      writer.write("bias", HostTensor.floats(Shape.of(1), 5));
      writer.commit();
    }
    return file;
  }
}
