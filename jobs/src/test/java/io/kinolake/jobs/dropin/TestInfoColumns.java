package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInfoColumns {
  @TempDir private Path folder;

  @Test
  void footageHasItsFramesSizeAndRate() throws IOException {
    Files.copy(SharedData.require("footage/googlework_short.mp4"), folder.resolve("g.mp4"));
    Files.copy(SharedData.require("footage/flipping_a_pancake.mkv"), folder.resolve("f.mkv"));
    Files.writeString(folder.resolve("x.mp4"), "text");
    Files.writeString(folder.resolve("m.csv"), "path\ng.mp4\nf.mkv\nx.mp4\n");

    GoldenFiles.Run run =
        GoldenFiles.run(
            "tools.datasets.datautil", List.of("m.csv", "--info", "--fmin", "1"), folder);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("m_info_fmin1.csv"))
        .hasContent(
            """
            path,num_frames,height,width,aspect_ratio,fps,resolution
            g.mp4,1026,180,320,0.5625,29.97002997002997,57600.0
            f.mkv,310,240,426,0.5633802816901409,30.0,102240.0
            """);
  }
}
