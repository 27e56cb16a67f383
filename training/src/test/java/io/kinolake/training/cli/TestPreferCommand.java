package io.kinolake.training.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines on empty files: only names and scores are looked at. */
class TestPreferCommand {
  private static final String TABLE =
      """
      path,aes,flow
      /samples/video_0.mp4,4.0,1.0
      /samples/video_1.mp4,6.0,1.5
      "/samples/video_2.mp4",5.0,0.5
      /samples/video_3.mp4,4.5,0.5
      /samples/video_grid.mp4,9,9
      """;

  @TempDir private Path folder;

  private record Ended(int code, String said) {}

  @BeforeEach
  void makeSamples() throws IOException {
    Files.createDirectories(folder.resolve("videos"));
    for (String name : List.of("0", "1", "2", "3", "4", "grid")) {
      Files.createFile(folder.resolve("videos/video_" + name + ".mp4"));
    }
    Files.writeString(folder.resolve("prompts.txt"), "a dog\na cat\na cow\n");
    Files.writeString(folder.resolve("scores.csv"), TABLE);
  }

  @Test
  void tableOfScoresBecomesPairsBesideTheVideos() {
    Ended ended = prefer("-n", "2", "--scores", "scores.csv", "--dimensions", "aes=4,flow=1");

    assertThat(ended.said())
        .contains("1 videos have no scores and are left out: video_4.mp4")
        .contains("1 prompts have no two different videos and give no pair: lines [3]")
        .contains("2 pairs of 4 videos");
    assertThat(ended.code()).isZero();
    assertThat(folder.resolve("data.jsonl"))
        .content()
        .startsWith("{\"file\":\".\\/video_1.mp4\",\"file_rejected\":\".\\/video_0.mp4\",")
        .contains("\"captions\":\"a cat\"");
    assertThat(folder.resolve("video_score_histogram.json")).content().contains("\"total_num\": 4");
  }

  @Test
  void resultsOfTheGuidesToolAreFoundWhereItWritesThem() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (String dimension :
        List.of(
            "subject_consistency",
            "background_consistency",
            "motion_smoothness",
            "aesthetic_quality",
            "imaging_quality")) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(dimension)
          .append("\": [0.5, [{\"video_path\": \"x/video_0.mp4\", \"video_results\": 0.25},")
          .append("{\"video_path\": \"x/video_1.mp4\", \"video_results\": 0.75},")
          .append("{\"video_path\": \"x/video_grid.mp4\", \"video_results\": 0.9}]]");
    }
    Files.createDirectories(folder.resolve("evaluation_results"));
    Files.writeString(
        folder.resolve("evaluation_results/StepVideoDPO_eval_results.json"), json + "}");
    Ended ended = prefer("--num_inference_videos_per_sample", "2", "--output", "out");

    assertThat(ended.said()).contains("1 pairs of 2 videos");
    assertThat(ended.code()).isZero();
    assertThat(folder.resolve("out/data.jsonl"))
        .content()
        .contains("\"score\":1.0,\"score_rejected\":0.0");
  }

  @Test
  void mistakesAreNamedAndNothingIsWritten() throws IOException {
    Files.writeString(folder.resolve("two.txt"), "a dog\na cat\n");
    refused(
        "has the columns [path, aes, flow] and no 'imaging_quality'",
        "-n",
        "2",
        "--scores",
        "scores.csv",
        "--dimensions",
        "imaging_quality=4");
    refused("--dimensions", "-n", "2", "--scores", "scores.csv");
    refused(
        "belong to no prompt",
        "-n",
        "2",
        "--prompts",
        "two.txt",
        "--scores",
        "scores.csv",
        "--dimensions",
        "aes=1");
    refused("cannot be read", "-n", "2", "--scores", "none.csv");
    Files.delete(folder.resolve("videos/video_3.mp4"));
    refused(
        "[video_3.mp4] have scores, but are not in",
        "-n",
        "2",
        "--scores",
        "scores.csv",
        "--dimensions",
        "aes=1");
    Files.writeString(folder.resolve("scores.csv"), TABLE + "/other/video_0.mp4,1,1\n");
    refused(
        "scores /other/video_0.mp4 twice",
        "-n",
        "2",
        "--scores",
        "scores.csv",
        "--dimensions",
        "aes=1");
    Files.writeString(folder.resolve("scores.csv"), TABLE.replace("5.0", "good"));
    refused(
        "'good', which is no number", "-n", "2", "--scores", "scores.csv", "--dimensions", "aes=1");
    assertThat(folder.resolve("data.jsonl")).doesNotExist();
  }

  private void refused(String message, String... arguments) {
    Ended ended = prefer(arguments);
    assertThat(ended.said()).contains(message);
    assertThat(ended.code()).isEqualTo(2);
  }

  /** Runs the command on the folder; relative files are seen from there. */
  private Ended prefer(String... arguments) {
    List<String> line = new ArrayList<>(List.of("prefer", "--videos", at("videos")));
    if (!Arrays.asList(arguments).contains("--prompts")) {
      line.addAll(List.of("--prompts", at("prompts.txt")));
    }
    for (String argument : arguments) {
      line.add(argument.matches(".*\\.(csv|txt)|out") ? at(argument) : argument);
    }
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(said, true, UTF_8)) {
      System.setOut(both);
      System.setErr(both);
      return new Ended(TrainingMain.run(line.toArray(String[]::new)), said.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
