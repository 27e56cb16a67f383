package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSceneDetectCommand {
  private static final String MODULE = "tools.scene_cut.scene_detect";

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
