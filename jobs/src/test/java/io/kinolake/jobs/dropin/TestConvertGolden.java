package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestConvertGolden {
  private static final String MODULE = "tools.datasets.convert";

  static List<JsonNode> runs() {
    var runs = new ArrayList<JsonNode>();
    GoldenFiles.json(GoldenFiles.folder("convert/convert.json")).get("runs").forEach(runs::add);
    return runs;
  }

  @ParameterizedTest
  @MethodSource("runs")
  void givesTheRowsOfTheOriginal(JsonNode expected, @TempDir Path folder) throws IOException {
    GoldenFiles.copyTree(GoldenFiles.folder("convert/in"), folder);
    List<String> arguments = GoldenFiles.texts(expected.get("args"));

    GoldenFiles.Run run = GoldenFiles.run(MODULE, arguments, folder);

    if (GoldenDifferences.allows(MODULE, arguments)) {
      assertThat(run.exitCode()).as(run.err()).isZero();
      return;
    }
    assertThat(run.exitCode()).as(run.err()).isEqualTo(expected.get("rc").asInt());
    for (String file : GoldenFiles.texts(expected.get("written"))) {
      Frame table = TableFormat.read(folder.resolve(file));
      assertThat(table.names()).isEqualTo(GoldenFiles.texts(expected.get("header")));
      var wanted = new ArrayList<List<String>>();
      expected.get("rows_sorted").forEach(row -> wanted.add(GoldenFiles.texts(row)));
      assertThat(GoldenFiles.rows(table)).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }
}
