package io.kinolake.tests;

import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.models.device.Device;
import io.kinolake.schemas.tables.ScoreTable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A main class that runs {@link PinnedStage} over a folder and prints a line for each source:
 * process and device. Arguments: master, warehouse, videos, wanted device, folder where devices
 * meet.
 */
final class PinnedRun {
  private PinnedRun() {}

  public static void main(String[] arguments) {
    RunOptions options =
        new RunOptions(
            false,
            0.2,
            20,
            Duration.ofSeconds(30),
            RunOptions.DEFAULT.models().on(Device.parse(arguments[3])));
    new OneStageRun(arguments[0], Path.of(arguments[1]), arguments[2])
        .run(new PinnedStage(arguments[4]), options, PinnedRun::print);
  }

  private static void print(Lake lake) {
    lake.table(ScoreTable.SCHEMA)
        .results()
        .collectAsList()
        .forEach(
            row ->
                System.out.printf(
                    "process %.0f, device %s%n",
                    row.<Double>getAs(ScoreTable.VALUE.name()),
                    row.<String>getAs(ScoreTable.LABEL.name())));
  }
}
