package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tools.scene_cut.cut}: writes a clip per scene of a meta table. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Write a clip for every scene that the timestamp column lists.",
    footer = {
      "",
      "Example: tools.scene_cut.cut meta_timestamp.csv --save_dir clips --max_seconds 15"
    })
final class CutCommand implements Callable<Integer> {
  private static final int SMALLEST_SIDE = 16;

  @Parameters(paramLabel = "META", description = "The table of videos.")
  private String meta = "";

  @Option(names = "--save_dir", required = true, description = "The folder for the clips.")
  private String saveDir = "";

  @Option(names = "--min_seconds", description = "Leave out shorter scenes.")
  private Optional<Double> minSeconds = Optional.empty();

  @Option(names = "--max_seconds", description = "Keep only the first seconds of a scene.")
  private Optional<Double> maxSeconds = Optional.empty();

  @Option(names = "--target_fps", description = "Frames per second of the clips.")
  private Optional<Integer> targetFps = Optional.empty();

  @Option(names = "--shorter_size", description = "Scale larger videos down to it (1080).")
  private int shorterSize = 1080;

  @Mixin private WorkerOptions workers = new WorkerOptions();

  @Option(
      names = "--timestamps-rounding",
      converter = TimestampRounding.Converter.class,
      description = "milliseconds (default), or whole-seconds as Open-Sora 1.2 does.")
  private TimestampRounding rounding = TimestampRounding.MILLISECONDS;

  private final DropInContext context;
  private final TableFiles tables;

  CutCommand(DropInContext context) {
    this.context = context;
    this.tables = new TableFiles(context);
  }

  CutOptions options() {
    return new CutOptions(saveDir, minSeconds, maxSeconds, targetFps, shorterSize, rounding);
  }

  @Override
  public Integer call() throws IOException {
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return 0;
    }
    if (shorterSize < SMALLEST_SIDE) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "--shorter_size is %d; it must be %d or more.".formatted(shorterSize, SMALLEST_SIDE));
    }
    List<CutPlanner.Row> rows =
        RowCutter.withoutCollisions(new CutPlanner(options()).plan(tables.read(meta)));
    Files.createDirectories(context.resolve(saveDir));
    var cutter = new RowCutter(context);
    CrashGuard.of("cut", context.resolve(meta))
        .map(
            rows.size(),
            workers,
            row -> rows.get(row).input(),
            row -> cutter.cut(rows.get(row)),
            row -> cutter.giveUp(rows.get(row)));
    context.out().printf("Saved %d clips to %s.%n", cutter.written(), saveDir);
    if (cutter.failed() > 0) {
      context.err().printf("%d videos or clips failed, as named above.%n", cutter.failed());
    }
    return cutter.written() == 0 && cutter.failed() > 0 ? 1 : 0;
  }
}
