package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.jobs.frame.PythonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestDataUtilGolden {
  private static final String MODULE = "tools.datasets.datautil";

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(GoldenFiles.folder("datautil"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheFilesOfTheOriginal(String name, @TempDir Path folder) throws IOException {
    Path golden = GoldenFiles.folder("datautil").resolve(name);
    JsonNode expected = GoldenFiles.json(golden.resolve("case.json"));
    GoldenFiles.copyTree(golden.resolve("in"), folder);
    Map<String, String> before = GoldenFiles.contents(folder);

    GoldenFiles.Run run = GoldenFiles.run(MODULE, GoldenFiles.texts(expected.get("args")), folder);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(expected.get("rc").asInt());
    if (run.exitCode() == 0) {
      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines().toList()).isEqualTo(GoldenFiles.texts(expected.get("stdout")));
      checkFiles(golden, expected, folder, before);
    } else {
      assertThat(run.err()).isNotBlank().doesNotContain("Internal error");
      assertThat(GoldenFiles.contents(folder)).as("files after a failure").isEqualTo(before);
    }
  }

  private static void checkFiles(
      Path golden, JsonNode expected, Path folder, Map<String, String> before) throws IOException {
    List<String> written = GoldenFiles.texts(expected.get("written"));
    for (String file : written) {
      Path want = golden.resolve("expected").resolve(file);
      if (expected.get("order").asText().equals("ties_any")) {
        GoldenFiles.assertSameRowsInAnyOrder(folder.resolve(file), want);
      } else {
        GoldenFiles.assertSameTable(folder.resolve(file), want);
        if (file.endsWith(".csv")) {
          assertThat(folder.resolve(file)).hasSameBinaryContentAs(want);
        }
      }
    }
    Map<String, String> after = GoldenFiles.contents(folder);
    written.forEach(after::remove);
    written.forEach(before::remove);
    assertThat(after).as("files besides %s", PythonText.repr(written)).isEqualTo(before);
  }
}
