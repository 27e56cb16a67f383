package io.kinolake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.refresh.StageStep;
import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.udfs.probe.ProbeVideos;
import io.kinolake.udfs.probe.ProbeVideosSettings;
import io.kinolake.udfs.scene.DetectScenes;
import io.kinolake.udfs.scene.DetectScenesSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Videos whose spans are scanned by tasks of their own, beside others that are not divided. */
class TestLongVideos {
  private static final VideoSettings FORMAT =
      VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1)).withGroups(10, 0);

  private final LakeFixture fixture = new LakeFixture();
  private final Path videos = fixture.folder().resolve("videos");

  @BeforeEach
  void writeVideos() throws IOException {
    Files.createDirectories(videos);
    NumberedVideo.constant(FORMAT, 120)
        .withScenes(List.of(50, 90))
        .write(videos.resolve("long.mp4"));
    NumberedVideo.constant(FORMAT, 20).write(videos.resolve("short.mp4"));
  }

  @Test
  void theScenesAreThoseOfOnePass() {
    list();
    Run.Counts counts = detect();

    assertThat(counts.items()).isEqualTo(2);
    assertThat(counts.failures()).isZero();
    assertThat(fixture.results(SceneTable.SCHEMA))
        .extracting(Scene::frames)
        .containsExactlyInAnyOrder(
            new FrameRange(0, 50),
            new FrameRange(50, 90),
            new FrameRange(90, 120),
            new FrameRange(0, 20));
    assertThat(detect().items()).isZero();
  }

  @Test
  void aFileThatVanishesIsARowOfItsOwnAndLosesNoNeighbour() throws IOException {
    list();
    Files.delete(videos.resolve("long.mp4"));

    assertThat(detect().failures()).isEqualTo(1);

    List<Row> rows = fixture.lake().table(SceneTable.SCHEMA).live().collectAsList();
    assertThat(rows)
        .extracting(row -> row.<String>getAs(StageColumns.ERROR_CODE.name()))
        .containsExactlyInAnyOrder(FailureCode.NOT_FOUND.id(), null);
  }

  private void list() {
    ListVideosSettings kinds = new ListVideosSettings(List.of("mp4"), List.of("png"));
    ListVideos.of(fixture.spark(), List.of(videos.toString()), kinds).run(fixture.context());
    new StageStep<>(new ProbeVideos(ProbeVideosSettings.DEFAULT), StageInputs.SOURCES)
        .run(fixture.context());
  }

  private Run.Counts detect() {
    DetectScenesSettings settings =
        new DetectScenesSettings(
            DetectorSettings.Adaptive.DEFAULT, SceneRule.DEFAULT, Duration.ofSeconds(1));
    return new StageStep<>(new DetectScenes(settings), StageInputs.PROBED).run(fixture.context());
  }
}
