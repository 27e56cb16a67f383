package io.kinolake.jobs.cli;

import io.kinolake.jobs.dropin.DropInCommands;
import io.kinolake.jobs.dropin.DropInContext;
import io.kinolake.media.synth.DemoVideos;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Touches the classes that commands use, so that the launcher can archive them. Works in a
 * warehouse that is thrown away.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher.")
final class WarmUpCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Override
  int run(LakeSession session) {
    Path folder = Path.of(session.lake().root());
    Path samples = folder.resolve("warm-up");
    Path film = DemoVideos.write(samples).get(0).path();
    new Refresh(session, config(), refresh).run(List.of(film.toString()));
    filterTable(folder);
    return 0;
  }

  private static void filterTable(Path folder) {
    try {
      Files.writeString(folder.resolve("t.csv"), "path,text\na.mp4,\"The video shows a sea\"\n");
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to write to " + folder, e);
    }
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new DropInCommands()
        .run(
            "tools.datasets.datautil",
            List.of("t.csv", "--refine-llm-caption", "--clean-caption"),
            new DropInContext(folder, nowhere, nowhere));
  }
}
