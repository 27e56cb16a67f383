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
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.Stage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Lists the videos of a folder and runs one stage over them, with a Spark of its own.
 *
 * @param master such as {@code local[2]}
 * @param warehouse folder of the tables
 * @param videos the folder
 */
record OneStageRun(String master, Path warehouse, String videos) {

  /** Runs the stage, then looks at the tables. */
  <O extends Record> void run(Stage<Video, O> stage, RunOptions options, Consumer<Lake> look) {
    SparkSession spark =
        SparkSessions.local(master, warehouse.resolve("_kinolake/runtime").toString());
    try {
      Lake lake = new Lake(spark, warehouse.toString());
      StepContext context =
          new StepContext(
              lake, UUID.randomUUID().toString(), options, Progress.SILENT, Clock.systemUTC());
      ListVideosSettings settings = new ListVideosSettings(List.of("mp4"), List.of());
      ListVideos.of(spark, List.of(videos), settings).run(context);
      new StageStep<>(stage, sources()).run(context);
      look.accept(lake);
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
