package io.kinolake.tests;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.jobs.refresh.StageInput;
import io.kinolake.jobs.refresh.StageStep;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.models.device.Device;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.VideoTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/**
 * A main class that runs {@link PinnedStage} over a folder and prints a line for each source:
 * process and device. Arguments: master, warehouse, videos, wanted device, folder where devices
 * meet.
 */
final class PinnedRun {
  private PinnedRun() {}

  public static void main(String[] arguments) {
    Path warehouse = Path.of(arguments[1]);
    SparkSession spark =
        SparkSessions.local(arguments[0], warehouse.resolve("_kinolake/runtime").toString());
    try {
      Lake lake = new Lake(spark, warehouse.toString());
      RunOptions options =
          new RunOptions(
              false,
              0.2,
              20,
              Duration.ofSeconds(30),
              RunOptions.DEFAULT.models().on(Device.parse(arguments[3])));
      StepContext context =
          new StepContext(
              lake, UUID.randomUUID().toString(), options, Progress.SILENT, Clock.systemUTC());
      ListVideosSettings videos = new ListVideosSettings(List.of("mp4"), List.of());
      ListVideos.of(spark, List.of(arguments[2]), videos).run(context);
      new StageStep<>(new PinnedStage(arguments[4]), sources()).run(context);
      lake.table(ScoreTable.SCHEMA)
          .results()
          .collectAsList()
          .forEach(
              row ->
                  System.out.printf(
                      "process %.0f, device %s%n",
                      row.<Double>getAs(ScoreTable.VALUE.name()),
                      row.<String>getAs(ScoreTable.LABEL.name())));
    } finally {
      spark.stop();
    }
  }

  private static StageInput sources() {
    return new StageInput(
        List.of(VideoTable.SCHEMA),
        lake ->
            StageInput.planned(
                lake.table(VideoTable.SCHEMA).results(),
                col(VideoTable.CONTENT_VERSION.name()),
                lit(0)));
  }
}
