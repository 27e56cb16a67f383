package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.jobs.frame.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class TestCutPlanGolden {
  static List<JsonNode> cases() {
    var cases = new ArrayList<JsonNode>();
    golden()
        .get("cases")
        .forEach(
            recorded -> {
              if (!recorded.get("meta_csv").isNull()) {
                cases.add(recorded);
              }
            });
    return cases;
  }

  private static JsonNode golden() {
    return GoldenFiles.json(GoldenFiles.folder("cut.json"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wholeSecondsGiveTheClipsOfTheOriginal(JsonNode expected, @TempDir Path folder)
      throws IOException {
    List<PlannedClip> clips =
        plan(expected, folder, List.of("--timestamps-rounding", "whole-seconds"));

    assertThat(clips.stream().map(TestCutPlanGolden::describe))
        .startsWith(recorded(expected).map(TestCutPlanGolden::describe).toArray(String[]::new));
    if (expected.get("error").isNull()) {
      assertThat(clips).hasSize((int) recorded(expected).count());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void millisecondsGiveTheSameNamesSizesAndRates(JsonNode expected, @TempDir Path folder)
      throws IOException {
    if (GoldenFiles.texts(expected.get("args")).contains("--min_seconds")) {
      return; // which scenes are long enough depends on the rounding
    }
    List<PlannedClip> clips = plan(expected, folder, List.of());

    assertThat(clips.stream().map(TestCutPlanGolden::withoutTimes))
        .startsWith(recorded(expected).map(TestCutPlanGolden::withoutTimes).toArray(String[]::new));
  }

  @Test
  void wholeSecondsAreRoundedHalfToEven() {
    for (JsonNode stamp : golden().get("rounding_fps1")) {
      double seconds = SceneStamp.ofText(stamp.get("stamp").asText()).seconds();
      assertThat(TimestampRounding.WHOLE_SECONDS.millis(seconds))
          .as(stamp.toString())
          .isEqualTo(Math.round(stamp.get("seconds").asDouble() * 1000));
    }
  }

  private static List<PlannedClip> plan(JsonNode expected, Path folder, List<String> more)
      throws IOException {
    Files.writeString(folder.resolve("meta.csv"), expected.get("meta_csv").asText());
    var context = new DropInContext(folder, System.out, System.err);
    var command = new CutCommand(context);
    List<String> arguments = new ArrayList<>(GoldenFiles.texts(expected.get("args")));
    arguments.addAll(more);
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return new CutPlanner(command.options())
        .plan(TableFormat.read(folder.resolve("meta.csv"))).stream()
            .flatMap(row -> row.clips().stream())
            .toList();
  }

  private static Stream<JsonNode> recorded(JsonNode expected) {
    var clips = new ArrayList<JsonNode>();
    expected.get("clips").forEach(clips::add);
    return clips.stream();
  }

  private static String withoutTimes(PlannedClip clip) {
    return String.join(
        "|",
        clip.input(),
        String.valueOf(clip.index()),
        clip.output(),
        clip.scaleFilter().orElse("null"),
        clip.fps().map(String::valueOf).orElse("null"));
  }

  private static String withoutTimes(JsonNode clip) {
    return String.join(
        "|",
        clip.get("input").asText(),
        clip.get("index").asText(),
        clip.get("out").asText(),
        clip.get("vf").asText(),
        clip.get("fps").asText());
  }

  private static String describe(PlannedClip clip) {
    return withoutTimes(clip)
        + clip.range().map(range -> seconds(range.startMillis()) + seconds(range.durationMillis()));
  }

  private static String describe(JsonNode clip) {
    Optional<JsonNode> start = Optional.of(clip.get("start")).filter(node -> !node.isNull());
    return withoutTimes(clip)
        + start.map(
            node ->
                seconds(Math.round(node.asDouble() * 1000))
                    + seconds(Math.round(clip.get("duration").asDouble() * 1000)));
  }

  private static String seconds(long millis) {
    return "|" + millis / 1000.0;
  }
}
