package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestMediaWalk {
  @TempDir private Path folder;

  @Test
  void linksAreFollowedAndLoopsEnd() throws IOException {
    Files.createDirectories(folder.resolve("root/a"));
    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("root/a/v.MP4"), "");
    Files.writeString(folder.resolve("other/w.mkv"), "");
    Files.createSymbolicLink(folder.resolve("root/a/up"), folder.resolve("root"));
    Files.createSymbolicLink(folder.resolve("root/link"), folder.resolve("other"));
    Files.createSymbolicLink(folder.resolve("root/gone.mp4"), folder.resolve("nothing"));

    var context = new DropInContext(folder, System.out, System.err);
    List<String> found = new MediaWalk(context).list("root", MediaExtensions.VIDEOS);

    assertThat(found).containsExactly("root/a/v.MP4", "root/link/w.mkv");
  }
}
