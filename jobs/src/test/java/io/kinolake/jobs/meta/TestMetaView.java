package io.kinolake.jobs.meta;

import static io.kinolake.jobs.meta.SampleLake.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TestMetaView {
  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);

  @Test
  void aClipIsOneRowOfAllThatIsKnownOfIt() {
    VideoId video = sample.source("day 1/film.mp4");
    ClipId clip = sample.clip(video, 1, "/films/day 1/film.mp4", Optional.of("/clips/c.mp4"));
    sample.score(clip, "flow", 1.5, null);
    sample.score(clip, "cmotion", null, "pan_left");
    sample.caption(clip, "signals", "The video shows A cat.", "a cat.");
    sample.accept(clip);

    Row row = new MetaView(fixture.lake()).rows().collectAsList().get(0);

    assertThat(value(row, MetaColumns.PATH)).isEqualTo("/clips/c.mp4");
    assertThat(value(row, MetaColumns.ID)).isEqualTo("film_scene-1");
    assertThat(value(row, MetaColumns.RELPATH)).isEqualTo("day 1/film_scene-1.mp4");
    assertThat(value(row, MetaColumns.TEXT)).isEqualTo("a cat.");
    assertThat(value(row, MetaColumns.CAPTION)).isEqualTo("The video shows A cat.");
    assertThat(value(row, MetaColumns.FPS)).isEqualTo(25.0);
    assertThat(value(row, MetaColumns.ASPECT_RATIO)).isEqualTo(0.5625);
    assertThat(value(row, MetaColumns.RESOLUTION)).isEqualTo(230_400L);
    assertThat(value(row, MetaColumns.TIMESTAMP)).isNull();
    assertThat(value(row, ProbeTable.BIT_RATE)).isEqualTo(800_000L);
    assertThat(value(row, SelectionTable.CLUSTER)).isEqualTo(3);
    assertThat(row.<Double>getAs("flow")).isEqualTo(1.5);
    assertThat(row.<String>getAs("cmotion")).isEqualTo("pan_left");
  }

  @Test
  void aVirtualClipNamesItsSourceAndItsRange() {
    VideoId video = sample.source("film.mp4");
    sample.clip(video, 1, "/films/film.mp4", Optional.empty());

    Row row = new MetaView(fixture.lake()).rows().collectAsList().get(0);

    assertThat(value(row, MetaColumns.PATH)).isEqualTo("/films/film.mp4");
    assertThat(value(row, MetaColumns.TIMESTAMP)).isEqualTo("[('00:00:10.000', '00:00:20.000')]");
    assertThat(value(row, SelectionTable.ACCEPTED)).isNull();
  }

  @Test
  void failedAndRetiredRowsAddNoRowsAndNoValues() {
    VideoId video = sample.source("film.mp4");
    sample.clip(video, 0, "/films/film.mp4", Optional.empty());
    sample.retire(ClipTable.SCHEMA);
    ClipId clip = sample.clip(video, 1, "/films/film.mp4", Optional.empty());
    sample.fail(ClipTable.SCHEMA, video.value(), "", FailureCode.WRONG_CUT, "It is short.");
    sample.fail(ScoreTable.SCHEMA, clip.value(), "flow", FailureCode.CORRUPT, "It is damaged.");

    List<Row> rows = new MetaView(fixture.lake()).rows().collectAsList();

    assertThat(rows).hasSize(1);
    assertThat(value(rows.get(0), ClipTable.CLIP_ID)).isEqualTo(clip.value());
    assertThat(rows.get(0).schema().fieldNames()).doesNotContain("flow");
  }

  @Test
  void theSettingsDecideWhichCaptionerGivesTheText() {
    VideoId video = sample.source("film.mp4");
    ClipId clip = sample.clip(video, 0, "/films/film.mp4", Optional.empty());
    sample.caption(clip, "openai", "One", "one");
    sample.caption(clip, "sidecar", "Two", "two");

    Row byName = new MetaView(fixture.lake()).rows().collectAsList().get(0);
    Row preferred =
        new MetaView(fixture.lake(), new MetaSettings(List.of("sidecar"), Optional.empty()))
            .rows()
            .collectAsList()
            .get(0);

    assertThat(value(byName, MetaColumns.TEXT)).isEqualTo("one");
    assertThat(value(preferred, MetaColumns.TEXT)).isEqualTo("two");
    assertThat(value(preferred, CaptionTable.CAPTIONER)).isEqualTo("sidecar");
  }

  @Test
  void aScorerNamedAsAnotherColumnKeepsBoth() {
    VideoId video = sample.source("film.mp4");
    ClipId clip = sample.clip(video, 0, "/films/film.mp4", Optional.empty());
    sample.score(clip, "width", 7.0, "wide");

    Row row = new MetaView(fixture.lake()).rows().collectAsList().get(0);

    assertThat(value(row, MetaColumns.WIDTH)).isEqualTo(640);
    assertThat(row.<Double>getAs("score_width")).isEqualTo(7.0);
    assertThat(row.<String>getAs("score_width_label")).isEqualTo("wide");
  }

  @Test
  void aSourceListsTheRangesOfItsScenes() {
    sample.scenes(sample.source("film.mp4"), 2);

    Row row = new MetaView(fixture.lake()).sourceRows().collectAsList().get(0);

    assertThat(value(row, MetaColumns.NUM_FRAMES)).isEqualTo(1500L);
    assertThat(value(row, MetaColumns.TIMESTAMP))
        .isEqualTo("[('00:00:00.000', '00:00:10.000'), ('00:00:10.000', '00:00:20.000')]");
  }

  @Test
  void quarantineUnitesTheFailuresOfAllTables() {
    VideoId video = sample.source("film.mp4");
    ClipId clip = sample.clip(video, 0, "/films/film.mp4", Optional.empty());
    VideoId bad = sample.listed("bad.mp4");
    sample.fail(ProbeTable.SCHEMA, bad.value(), "", FailureCode.EMPTY_FILE, "It is empty.");
    sample.fail(ScoreTable.SCHEMA, clip.value(), "flow", FailureCode.CORRUPT, "It is damaged.");

    List<Row> rows =
        new QuarantineView(fixture.lake())
            .rows()
            .orderBy(QuarantineView.TABLE.name())
            .collectAsList();

    assertThat(rows).hasSize(2);
    assertThat(value(rows.get(0), QuarantineView.URI)).isEqualTo("/films/bad.mp4");
    assertThat(rows.get(0).<String>getAs("error_code")).isEqualTo("empty_file");
    assertThat(value(rows.get(1), QuarantineView.PART)).isEqualTo("flow");
    assertThat(rows.get(1).<String>getAs("error_message")).isEqualTo("It is damaged.");
  }

  @Test
  void viewsAreThereForSql() {
    VideoId video = sample.source("film.mp4");
    sample.accept(sample.clip(video, 0, "/films/film.mp4", Optional.empty()));

    LakeViews.register(fixture.spark(), fixture.lake());

    assertThat(
            fixture
                .spark()
                .sql("select sum(share) from funnel where level = 'clip'")
                .first()
                .getDouble(0))
        .isEqualTo(1.0);
    assertThat(fixture.spark().sql("select * from meta join clips using (clip_id)").count())
        .isEqualTo(1);
    assertThat(fixture.spark().sql("select * from quarantine").count()).isZero();
  }
}
