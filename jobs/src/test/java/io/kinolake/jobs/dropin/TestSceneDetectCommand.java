package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.TableFormat;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSceneDetectCommand {
  private static final String MODULE = "tools.scene_cut.scene_detect";

  private static final FrameSize SIZE = new FrameSize(192, 128);

  @TempDir private Path folder;

  @Test
  void theTimestampsOfFootageAreThoseOfPySceneDetect() throws IOException {
    JsonNode reference = GoldenFiles.json(SharedData.require("reference/scenes.json"));
    Path footage = SharedData.require("footage");
    var names =
        List.of(
            "big_buck_bunny_0_30.webm",
            "bikes.mp4",
            "googlework_short.mp4",
            "climbing_portrait.mp4");
    var csv = new StringBuilder("path\n");
    names.forEach(name -> csv.append(footage.resolve(name)).append('\n'));
    Files.writeString(folder.resolve("meta.csv"), csv);

    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    Frame table = TableFormat.read(folder.resolve("meta_timestamp.csv"));
    for (int row = 0; row < names.size(); row++) {
      assertThat(table.column("timestamp").text(row))
          .as(names.get(row))
          .isEqualTo(expected(reference.get(names.get(row)).get("scenes_timecodes")));
    }
  }

  private static String expected(JsonNode scenes) {
    var texts = new ArrayList<String>();
    scenes.forEach(
        scene -> texts.add("('" + scene.get(0).asText() + "', '" + scene.get(1).asText() + "')"));
    return "[" + String.join(", ", texts) + "]";
  }

  @Test
  void theTimestampsOfAMadeVideoAreThoseOfItsCuts() throws IOException {
    VideoSettings settings = VideoSettings.mp4(SIZE, new Rational(25, 1));
    NumberedVideo.constant(settings, 100)
        .withScenes(List.of(30, 65))
        .write(folder.resolve("film.mp4"));

    assertThat(timestamps("film.mp4"))
        .isEqualTo(
            "[('00:00:00.000', '00:00:01.200'), ('00:00:01.200', '00:00:02.600'),"
                + " ('00:00:02.600', '00:00:04.000')]");
  }

  /** Slow frames first, then fast ones: numbers over a rate are far from the times. */
  @Test
  void atAVariableRateTheTimestampsAreTheTimesOfTheFrames() throws IOException {
    VideoSettings settings =
        VideoSettings.mp4(SIZE, new Rational(25, 1))
            .withContainer("matroska")
            .withTimeBase(new Rational(1, 1000));
    List<Long> times = new ArrayList<>();
    long time = 0;
    for (int frame = 0; frame < 90; frame++) {
      times.add(time);
      time += frame < 45 ? 120 : 20;
    }
    NumberedVideo.variable(settings, times, 20)
        .withScenes(List.of(30, 60))
        .write(folder.resolve("film.mkv"));

    assertThat(timestamps("film.mkv"))
        .isEqualTo(
            "[('00:00:00.000', '00:00:03.600'), ('00:00:03.600', '00:00:05.700'),"
                + " ('00:00:05.700', '00:00:06.300')]");
  }

  private String timestamps(String video) throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "path\n" + video + "\n");
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return TableFormat.read(folder.resolve("meta_timestamp.csv")).column("timestamp").text(0);
  }

  @Test
  void aTableOfUnreadableVideosFailsWithOneSentenceAndNoFile() throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "path\nnone.mp4\n");

    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Left out 'none.mp4'").contains("None of the 1 videos");
    assertThat(folder.resolve("meta_timestamp.csv")).doesNotExist();
  }

  @Test
  void aMissingTableIsNamedAndIsNoError() {
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv"), folder);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("Meta file 'meta.csv' not found. Exit.\n");
  }
}
