package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed and started again ends as one that was left alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestKill {
  private static final int KILLED = 128 + 9;
  private static final int VIDEOS = 8;
  private static final String CREATED = "00000000000000000000.json";
  private static final String FIRST_ROWS = "00000000000000000001.json";

  private Path folder;
  private Path warehouse;
  private PipelineHarness harness;
  private Map<String, List<String>> undisturbedRows;
  private Map<String, Long> undisturbedFiles;

  @BeforeAll
  void runUndisturbed(@TempDir Path temporary) throws IOException {
    folder = temporary;
    warehouse = folder.resolve("warehouse");
    harness = new PipelineHarness(folder.resolve("processes"));
    ShortVideos.write(folder.resolve("videos"), VIDEOS);
    assertThat(harness.run(command()).exitCode()).isZero();
    LakeReader lake = new LakeReader(warehouse);
    undisturbedRows = lake.allRows();
    undisturbedFiles = lake.mediaFiles();
    assertThat(undisturbedFiles).hasSize(2 * VIDEOS);
    // The place of the clips is part of their identity, so the other run takes the same one.
    Files.move(warehouse, folder.resolve("undisturbed"));
  }

  @Test
  void killedAgainAndAgainTheTablesAndFilesAreThoseOfAnUndisturbedRun() {
    killWhen("sources are listed", () -> hasEntry(VideoTable.SCHEMA, FIRST_ROWS));
    killWhen("probing begins", () -> hasEntry(ProbeTable.SCHEMA, CREATED));
    killWhen("scenes are stored", () -> hasEntry(SceneTable.SCHEMA, FIRST_ROWS));
    killWhen("a clip is half-written", this::hasUnfinishedClip);
    killWhen("scoring begins", () -> hasEntry(ScoreTable.SCHEMA, CREATED));
    killWhen("clips are selected", () -> hasEntry(SelectionTable.SCHEMA, FIRST_ROWS));
    killWhen("captions are stored", () -> hasEntry(CaptionTable.SCHEMA, FIRST_ROWS));
    killWhen("a shard is written", this::hasShard);
    killWhen("samples are listed", () -> hasEntry(FeatureTable.SCHEMA, FIRST_ROWS));

    PipelineHarness.Result last = harness.run(command());

    assertThat(last.exitCode()).as(last.toString()).isZero();
    LakeReader lake = new LakeReader(warehouse);
    undisturbedRows.forEach(
        (table, rows) -> assertThat(lake.rowsOf(table)).as(table).isEqualTo(rows));
    assertThat(lake.mediaFiles()).isEqualTo(undisturbedFiles);
  }

  private void killWhen(String condition, BooleanSupplier holds) {
    try (PipelineHarness.Running running = harness.start(command())) {
      running.awaitUntil(condition, holds);
      assertThat(running.kill().exitCode()).as(condition).isEqualTo(KILLED);
    }
  }

  private boolean hasEntry(TableSchema<?> table, String entry) {
    return Files.exists(warehouse.resolve(table.name()).resolve("_delta_log").resolve(entry));
  }

  private boolean hasUnfinishedClip() {
    String[] names = warehouse.resolve("media").toFile().list();
    return names != null && Arrays.stream(names).anyMatch(name -> name.startsWith(".part-"));
  }

  private boolean hasShard() {
    try (Stream<Path> files = Files.walk(warehouse.resolve("shards"))) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name -> name.endsWith(".safetensors") && !name.startsWith("."));
    } catch (IOException | UncheckedIOException e) {
      return false; // not there yet, or a file was renamed meanwhile
    }
  }

  private String[] command() {
    return new String[] {
      "run",
      "--videos",
      folder.resolve("videos").toString(),
      "--warehouse",
      warehouse.toString(),
      "--set",
      "run.wave=1s",
      "--set",
      "cut.mode=encode"
    };
  }
}
