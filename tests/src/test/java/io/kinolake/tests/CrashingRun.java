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
import io.kinolake.schemas.tables.VideoTable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** A main class that runs {@link CrashingStage} over a folder: arguments warehouse and videos. */
final class CrashingRun {
  private CrashingRun() {}

  public static void main(String[] arguments) {
    Path warehouse = Path.of(arguments[0]);
    SparkSession spark =
        SparkSessions.local("local[2]", warehouse.resolve("_kinolake/runtime").toString());
    try {
      StepContext context =
          new StepContext(
              new Lake(spark, warehouse.toString()),
              UUID.randomUUID().toString(),
              RunOptions.DEFAULT,
              Progress.SILENT,
              Clock.systemUTC());
      ListVideosSettings videos = new ListVideosSettings(List.of("mp4"), List.of());
      ListVideos.of(spark, List.of(arguments[1]), videos).run(context);
      new StageStep<>(new CrashingStage(), sources()).run(context);
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
