package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.SmallClip;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMatchingCommand {
  private static final String MODULE = "tools.scoring.matching.inference";

  @TempDir private Path folder;

  @Test
  void everyTextIsComparedAndARowWithoutOneIsNamed() throws IOException {
    SmallClip model = new SmallClip(folder.resolve("clip"));
    VideoSettings format = VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1));
    NumberedVideo.constant(format, 30).write(folder.resolve("a.mp4"));
    Files.writeString(folder.resolve("meta.csv"), "path,text\na.mp4,a dog\na.mp4,no cat\na.mp4,\n");
    GoldenFiles.Run run =
        GoldenFiles.run(
            MODULE,
            List.of(
                "meta.csv",
                "--bs",
                "8",
                "--device",
                "cpu",
                "--clip-weights",
                model.weights().toString(),
                "--vocabulary",
                model.vocabulary().toString()),
            folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Column 'text' holds nothing in row 3");
    List<String> lines = Files.readAllLines(folder.resolve("meta_match.csv"));
    assertThat(lines.get(0)).isEqualTo("path,text,match");
    double dog = Double.parseDouble(lines.get(1).split(",")[2]);
    double cat = Double.parseDouble(lines.get(2).split(",")[2]);
    assertThat(dog).isNotEqualTo(cat).isBetween(-100.0, 100.0);
    assertThat(lines.get(3)).isEqualTo("a.mp4,,");
  }

  @Test
  void aDeviceThatIsNotThereIsAWrongArgument() throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "path,text\na.mp4,a dog\n");
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv", "--device", "gpu:7"), folder);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("Device gpu:7 is not there");
  }

  @Test
  void missingWeightsAreNamedWithWhatToFetch() throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "path,text\na.mp4,a dog\n");
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Fetch merges.txt of openai/clip-vit-large-patch14");
  }
}
