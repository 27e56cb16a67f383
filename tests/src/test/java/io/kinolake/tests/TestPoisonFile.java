package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.SceneTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPoisonFile {
  private static final int ABORTED = 128 + 6; // a JVM ends itself so when native code crashes
  private static final int GOOD = 7;

  @TempDir private Path folder;

  @Test
  void aFileThatCrashesNativeCodeCostsThatFileAlone() throws IOException {
    Path videos = Files.createDirectories(folder.resolve("videos"));
    for (int i = 0; i < GOOD; i++) {
      Files.writeString(videos.resolve("good" + i + ".mp4"), "film " + i);
    }
    Path poison = Files.writeString(videos.resolve("poison.mp4"), "poison");

    PipelineHarness.Result first = run();
    PipelineHarness.Result second = run();
    PipelineHarness.Result third = run();

    assertThat(first.exitCode()).as(first.toString()).isEqualTo(ABORTED);
    assertThat(second.exitCode()).as(second.toString()).isZero();
    assertThat(third.exitCode()).as(third.toString()).isZero();
    LakeReader lake = new LakeReader(folder.resolve("warehouse"));
    assertThat(lake.live(SceneTable.SCHEMA)).hasSize(GOOD + 1);
    assertThat(lake.results(SceneTable.SCHEMA)).hasSize(GOOD);
    Row row = lake.live(SceneTable.SCHEMA, VideoId.of(poison.toString()).value()).get(0);
    assertThat(row.<String>getAs(StageColumns.ERROR_CODE.name())).isEqualTo("crashed_decoder");
    assertThat(row.<String>getAs(StageColumns.ERROR_MESSAGE.name())).contains("exit code 134");
  }

  private PipelineHarness.Result run() {
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));
    String warehouse = folder.resolve("warehouse").toString();
    String videos = folder.resolve("videos").toString();
    try (PipelineHarness.Running running =
        harness.startMain(CrashingRun.class, warehouse, videos)) {
      return running.await();
    }
  }
}
