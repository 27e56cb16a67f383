package io.kinolake.jobs.refresh;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestStageStep {
  private static final ListVideosSettings SETTINGS =
      new ListVideosSettings(List.of("mp4"), List.of("png"));

  private final LakeFixture fixture = new LakeFixture();
  private final Path videos = fixture.folder().resolve("videos");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(videos);
  }

  @Test
  void everyItemGetsItsRowsOnce() throws IOException {
    write("a.mp4", 10);
    write("b.mp4", 20);

    Run.Counts first = refresh(1);
    Run.Counts second = refresh(1);

    assertThat(first.items()).isEqualTo(2);
    assertThat(second).matches(counts -> counts.items() == 0 && counts.rows() == 0);
    assertThat(values()).containsExactlyInAnyOrder(10.0, 20.0);
  }

  @Test
  void aNewPartTouchesNothingElse() throws IOException {
    write("a.mp4", 10);
    refresh(1);

    Run.Counts more = refresh(1, 3);

    assertThat(more.rows()).isEqualTo(1);
    assertThat(values()).containsExactlyInAnyOrder(10.0, 30.0);
  }

  @Test
  void aPartThatIsSwitchedOffKeepsItsRows() throws IOException {
    write("a.mp4", 10);
    refresh(1, 3);

    Run.Counts fewer = refresh(1);

    assertThat(fewer.retired()).isZero();
    assertThat(values()).containsExactlyInAnyOrder(10.0, 30.0);
  }

  @Test
  void aChangedFileIsMeasuredAgainAndItsOldRowRetired() throws IOException {
    write("a.mp4", 10);
    write("b.mp4", 20);
    refresh(1);

    write("a.mp4", 11);
    Run.Counts counts = refresh(1);

    assertThat(counts.items()).isEqualTo(1);
    assertThat(counts.retired()).isEqualTo(1);
    assertThat(values()).containsExactlyInAnyOrder(11.0, 20.0);
    assertThat(fixture.lake().table(ScoreTable.SCHEMA).all().count()).isEqualTo(3);
  }

  @Test
  void whatWasMadeBeforeComesBackWhenItFitsAgain() throws IOException {
    write("a.mp4", 10);
    write("b.mp4", 20);
    write("bad.mp4", 30);
    refresh(1);
    Path file = videos.resolve("a.mp4");
    FileTime time = Files.getLastModifiedTime(file);
    write("a.mp4", 11);
    Files.delete(videos.resolve("bad.mp4"));
    refresh(1);

    write("a.mp4", 10);
    Files.setLastModifiedTime(file, time);
    write("bad.mp4", 30);
    Run.Counts back = refresh(1);

    assertThat(values()).containsExactlyInAnyOrder(10.0, 20.0);
    assertThat(back.items()).as("the failed one alone is tried again").isEqualTo(1);
    assertThat(back.retired()).isEqualTo(1);
    assertThat(scores().all().where(col("value").equalTo(10)).count()).isEqualTo(1);
    assertThat(refresh(1).items()).isZero();
  }

  @Test
  void aVanishedFileRetiresWhatWasMadeFromIt() throws IOException {
    write("a.mp4", 10);
    write("b.mp4", 20);
    refresh(1);

    Files.delete(videos.resolve("a.mp4"));
    Run.Counts counts = refresh(1);

    assertThat(counts.retired()).isEqualTo(1);
    assertThat(values()).containsExactly(20.0);
  }

  @Test
  void aFailedItemIsARowBesideItsNeighbours() throws IOException {
    write("a.mp4", 10);
    write("bad.mp4", 20);
    write("none.mp4", 30);

    Run.Counts counts = refresh(1);
    Run.Counts again = refresh(1);

    assertThat(counts.failures()).isEqualTo(1);
    assertThat(again.items()).isZero();
    assertThat(values()).containsExactly(10.0);
    Row failed = onlyRow(StageColumns.FAILED);
    assertThat(failed.<String>getAs(StageColumns.ERROR_CODE.name())).isEqualTo("corrupt");
    assertThat(failed.<String>getAs(StageColumns.ERROR_KIND.name())).isEqualTo("bad_input");
    assertThat(failed.<String>getAs(StageColumns.ERROR_MESSAGE.name())).contains("Heal it");
    assertThat(failed.<Integer>getAs(StageColumns.ATTEMPTS.name())).isEqualTo(1);
    assertThat(onlyRow(StageColumns.EMPTY)).isNotNull();
  }

  @Test
  void failedItemsAreTriedAgainOnRequestOnly() throws IOException {
    write("bad.mp4", 20);
    refresh(1);
    refreshRetrying();
    assertThat(onlyRow(StageColumns.FAILED).<Integer>getAs(StageColumns.ATTEMPTS.name()))
        .isEqualTo(2);

    Files.writeString(videos.resolve("healed"), "");
    refreshRetrying();

    assertThat(values()).containsExactly(20.0);
    assertThat(scores().live().count()).isEqualTo(1);
  }

  @Test
  void aDefectStopsTheStepAndKeepsWhatWasCommitted() throws IOException {
    for (int i = 0; i < 6; i++) {
      write("a" + i + ".mp4", 10);
    }
    refresh(1);
    write("bug.mp4", 5);

    assertThatThrownBy(() -> refresh(1)).hasMessageContaining("A defect met bug.mp4");

    assertThat(values()).hasSize(6);
    Files.delete(videos.resolve("bug.mp4"));
    assertThat(refresh(1).items()).isZero();
  }

  @Test
  void tooManyFailuresStopTheStepWithAClearMessage() throws IOException {
    for (int i = 0; i < 5; i++) {
      write("bad" + i + ".mp4", 10);
    }
    RunOptions strict =
        new RunOptions(false, 0.5, 3, Duration.ofSeconds(1), ModelSettings.ON_PROCESSOR);

    assertThatThrownBy(() -> refresh(strict, List.of(1)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("failed on 5 of 5 items")
        .hasMessageContaining("run.failure-limit");
  }

  private Run.Counts refresh(Integer... factors) {
    return refresh(RunOptions.DEFAULT, List.of(factors));
  }

  private void refreshRetrying() {
    refresh(RunOptions.DEFAULT.withRetryFailed(true), List.of(1));
  }

  private Run.Counts refresh(RunOptions options, List<Integer> factors) {
    StepContext context = fixture.context(options);
    ListVideos.of(fixture.spark(), List.of(videos.toString()), SETTINGS).run(context);
    return new StageStep<>(new LengthStage(factors), input()).run(context);
  }

  private static StageInput input() {
    return new StageInput(
        List.of(VideoTable.SCHEMA), lake -> inputRows(lake.table(VideoTable.SCHEMA)));
  }

  private static Dataset<Row> inputRows(LakeTable<?> table) {
    return StageInput.planned(
        table.results(), col(VideoTable.CONTENT_VERSION.name()), col(VideoTable.SIZE_BYTES.name()));
  }

  private LakeTable<Score> scores() {
    return fixture.lake().table(ScoreTable.SCHEMA);
  }

  private List<Double> values() {
    return fixture.results(ScoreTable.SCHEMA).stream()
        .map(score -> score.value().orElseThrow())
        .toList();
  }

  private Row onlyRow(String status) {
    List<Row> rows =
        scores().live().where(col(StageColumns.STATUS.name()).equalTo(status)).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private void write(String name, int bytes) throws IOException {
    Files.write(videos.resolve(name), new byte[bytes]);
  }
}
