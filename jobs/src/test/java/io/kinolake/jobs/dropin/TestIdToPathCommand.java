package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestIdToPathCommand {
  private static final String MODULE = "tools.scene_cut.convert_id_to_path";

  @TempDir private Path folder;

  @BeforeEach
  void writeTable() throws IOException {
    Files.writeString(folder.resolve("meta.csv"), "id,n\nx,1\ny,2\nz,3\n");
  }

  @Test
  void jsonFilesTellWhichVideosAreIntact() throws IOException {
    Files.createDirectory(folder.resolve("v"));
    Files.writeString(folder.resolve("v/x.json"), "{\"success\": true}");
    Files.writeString(folder.resolve("v/y.json"), "{\"success\": \"true\"}");

    GoldenFiles.Run run = run("--folder_path", "v", "--mode", ".json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("meta_path_intact.csv"))
        .hasContent("id,n,path,intact\nx,1,v/x.mp4,True\ny,2,v/y.mp4,False\nz,3,v/z.mp4,False\n");
    assertThat(folder.resolve("meta_path-filtered.csv")).hasContent("id,n,path\nx,1,v/x.mp4\n");
  }

  @Test
  void withoutAModeAllAreTakenForIntact() {
    run("--folder_path", "/data/v/");

    assertThat(folder.resolve("meta_path-filtered.csv"))
        .hasContent("id,n,path\nx,1,/data/v/x.mp4\ny,2,/data/v/y.mp4\nz,3,/data/v/z.mp4\n");
  }

  @Test
  void aVideoThatDoesNotOpenIsNotIntact() throws IOException {
    Files.writeString(folder.resolve("x.mp4"), "text");

    run("--folder_path", ".", "--mode", ".mp4");

    assertThat(folder.resolve("meta_path-filtered.csv")).hasContent("id,n,path\n");
  }

  private GoldenFiles.Run run(String... options) {
    var arguments = new ArrayList<>(List.of("meta.csv"));
    arguments.addAll(List.of(options));
    return GoldenFiles.run(MODULE, arguments, folder);
  }
}
