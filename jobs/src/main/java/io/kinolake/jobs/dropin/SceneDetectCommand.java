package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.TOO_MANY_FAILURES;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneDetector;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.SceneScan;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tools.scene_cut.scene_detect}: adds the scenes of each video to a meta table. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Find the scenes of every video and write META_timestamp beside META.",
    footer = {
      "",
      "A video that cannot be read is left out of the output and named on the error stream.",
      "Example: tools.scene_cut.scene_detect meta.csv   writes meta_timestamp.csv"
    })
final class SceneDetectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "META", description = "The table of videos.")
  private String meta = "";

  @Mixin private WorkerOptions workers = new WorkerOptions();

  private final DropInContext context;
  private final TableFiles tables;
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);
  private final SceneScan scan =
      new SceneScan(SceneDetector.of(DetectorSettings.Adaptive.DEFAULT), SceneRule.DEFAULT);

  SceneDetectCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  @Override
  public Integer call() throws IOException {
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return 0;
    }
    Frame table = tables.read(meta);
    TextCells path = TextCells.of(table, "path");
    List<Optional<String>> timestamps =
        CrashGuard.of("scene_detect", context.resolve(meta))
            .map(
                table.rows(),
                workers,
                row -> path.column().text(row),
                row -> timestamps(path, row),
                row -> crashed(path, row));
    var found = new ArrayList<String>();
    timestamps.forEach(timestamp -> timestamp.ifPresent(found::add));
    if (found.isEmpty() && table.rows() > 0) {
      throw new KinolakeException(
          TOO_MANY_FAILURES, "None of the %d videos could be read.".formatted(table.rows()));
    }
    Frame readable = table.filter(row -> timestamps.get(row).isPresent());
    save(readable.with("timestamp", ObjectSeries.of(found)), table.rows() - found.size());
    return 0;
  }

  private Optional<String> timestamps(TextCells path, int row) {
    try {
      return Optional.of(timestamps(context.resolve(path.require(row))));
    } catch (KinolakeException e) {
      report(path, row, e.failure().message());
    } catch (InvalidPathException e) {
      report(path, row, "not a file name");
    }
    return Optional.empty();
  }

  private Optional<String> crashed(TextCells path, int row) {
    report(path, row, "it makes native code crash");
    return Optional.empty();
  }

  private String timestamps(Path file) {
    return TimestampText.of(scan.scan(file), prober.probe(file).timing());
  }

  private void report(TextCells path, int row, String reason) {
    context.err().printf("Left out '%s': %s%n", path.column().text(row), reason);
  }

  private void save(Frame table, int failed) throws IOException {
    String name = PythonPath.withoutExtension(meta) + "_timestamp" + PythonPath.extension(meta);
    tables.write(table, name);
    context.out().printf("Saved %d samples to %s.%n", table.rows(), name);
    if (failed > 0) {
      context.err().printf("%d videos could not be read and are left out.%n", failed);
    }
  }
}
