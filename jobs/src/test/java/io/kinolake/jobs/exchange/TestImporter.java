package io.kinolake.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.meta.MetaSettings;
import io.kinolake.jobs.meta.MetaView;
import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaption;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestImporter {
  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);
  private ClipId single;
  private ClipId first;

  @BeforeEach
  void fill() {
    VideoId one = sample.source("one.mp4");
    single = sample.clip(one, 0, "/films/one.mp4", Optional.empty());
    VideoId two = sample.source("two.mp4");
    first = sample.clip(two, 0, "/films/two.mp4", Optional.of("/clips/two_scene-0.mp4"));
    sample.clip(two, 1, "/films/two.mp4", Optional.of("/clips/two_scene-1.mp4"));
    sample.source("uncut.mp4");
  }

  @Test
  void captionsAndScoresGoToTheClipOfTheFileOrOfTheSource() {
    Imported imported =
        importCsv(
            """
            path,text,beauty,height,note
            /films/./one.mp4,"A ""quiet"" sea",4.5,360,x
            /clips/two_scene-0.mp4,A town,,360,y
            """);

    assertThat(imported).isEqualTo(new Imported(2, 0, 2, 2, 1, Map.of(), List.of()));
    assertThat(fixture.results(CaptionTable.SCHEMA))
        .extracting(Caption::clip, Caption::captioner, Caption::text)
        .containsExactlyInAnyOrder(
            tuple(single, "imported", "A \"quiet\" sea"), tuple(first, "imported", "A town"));
    assertThat(fixture.results(ScoreTable.SCHEMA))
        .containsExactly(
            new Score(single, "imported_beauty", Optional.of(4.5), Optional.empty(), Map.of()));
  }

  @Test
  void everyRowThatBelongsToNoClipIsCountedWithItsReason() {
    Imported imported =
        importCsv(
            """
            path,text
            /films/two.mp4,Which of two?
            /films/uncut.mp4,Not cut
            /nowhere/x.mp4,Unknown
            /films/one.mp4,One
            /films/one.mp4,Two
            /nowhere/x.mp4,Unknown
            ,No path
            """);

    assertThat(imported.rows()).isEqualTo(7);
    assertThat(imported.repeated()).isEqualTo(1);
    assertThat(imported.matched()).isZero();
    assertThat(imported.unmatched())
        .containsOnly(
            Map.entry(ClipMatching.SEVERAL_CLIPS, 1L),
            Map.entry(ClipMatching.NO_CLIPS, 1L),
            Map.entry(ClipMatching.UNKNOWN, 1L),
            Map.entry(ClipMatching.SEVERAL_ROWS, 2L),
            Map.entry(ClipMatching.NO_PATH, 1L));
    assertThat(imported.examples()).hasSize(5).anyMatch(text -> text.contains("keep one"));
    assertThat(fixture.lake().table(CaptionTable.SCHEMA).live().count()).isZero();
  }

  @Test
  void importingAgainChangesOnlyWhatHasChanged() {
    String table = "path,text,beauty\n/films/one.mp4,A sea,4\n/clips/two_scene-0.mp4,A town,5\n";
    importCsv(table);
    assertThat(importCsv(table).captions()).isZero();

    Imported changed = importCsv(table.replace("A sea", "A lake").replace(",5", ",6"));

    assertThat(changed.captions()).isEqualTo(1);
    assertThat(changed.scores()).isEqualTo(1);
    assertThat(fixture.results(CaptionTable.SCHEMA))
        .extracting(Caption::text)
        .containsExactlyInAnyOrder("A lake", "A town");
    assertThat(fixture.lake().table(CaptionTable.SCHEMA).all().count()).isEqualTo(3);
  }

  @Test
  void jsonLinesParquetAndDeltaAreTakenToo() throws IOException {
    Path json =
        Files.writeString(
            fixture.folder().resolve("t.jsonl"),
            "{\"path\": \"/films/one.mp4\", \"text\": \"A sea\", \"beauty\": 3}\n");
    assertThat(importFile(json).captions()).isEqualTo(1);

    var rows = fixture.spark().read().json(json.toString());
    Path parquet = fixture.folder().resolve("t.parquet");
    rows.write().parquet(parquet.toString());
    assertThat(importFile(parquet)).isEqualTo(new Imported(1, 0, 1, 0, 0, Map.of(), List.of()));

    Path delta = fixture.folder().resolve("table");
    rows.write().format("delta").save(delta.toString());
    assertThat(importFile(delta)).isEqualTo(new Imported(1, 0, 1, 0, 0, Map.of(), List.of()));
  }

  @Test
  void anImportedCaptionIsPreferred() {
    sample.caption(single, "sidecar", "Something else", "something else");
    importCsv("path,text\n/films/one.mp4,A sea\n");
    // As cleaning leaves it.
    sample.add(
        CleanCaptionTable.SCHEMA,
        single.value(),
        new CleanCaption(single, "imported", "a sea", "clean"));

    var preferred = new ConfigLoader().loadDefault().caption().preferredNames();
    List<Row> meta =
        new MetaView(fixture.lake(), new MetaSettings(preferred, Optional.empty()))
            .rows()
            .where("captioner = 'imported'")
            .collectAsList();

    assertThat(meta).extracting(row -> row.<String>getAs("text")).containsExactly("a sea");
  }

  @Test
  void twoColumnsMayNotBeOneScore() {
    assertThatThrownBy(() -> importCsv("path,a b,a_b\n/films/one.mp4,1,2\n"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'a b'")
        .hasMessageContaining("imported_a_b");
  }

  @Test
  void aTableWithoutPathsIsTold() {
    assertThatThrownBy(() -> importCsv("file,text\nx,y\n"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("no column 'path'");
  }

  @Test
  void filesOfATableBecomeSourcesButOwnClipsDoNot() throws IOException {
    Path film = Files.writeString(fixture.folder().resolve("new.mp4"), "film");
    Path clip = Files.writeString(fixture.folder().resolve("cut_scene-0.mp4"), "clip");
    sample.clip(sample.source("cut.mp4"), 0, "/films/cut.mp4", Optional.of(clip.toString()));
    Path table =
        Files.writeString(
            fixture.folder().resolve("list.jsonl"),
            "{\"path\": \"%s\"}\n{\"path\": \"%s\"}\n".formatted(film, clip));

    ListVideos.of(
            fixture.spark(),
            List.of(table.toString()),
            new ListVideosSettings(List.of("mp4"), List.of()))
        .run(fixture.context());

    assertThat(fixture.results(VideoTable.SCHEMA))
        .filteredOn(video -> video.root().equals(table.toString()))
        .extracting(Video::uri)
        .containsExactly(film.toString());
  }

  private Imported importCsv(String text) {
    try {
      return importFile(Files.writeString(fixture.folder().resolve("meta.csv"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Imported importFile(Path file) {
    return new Importer(fixture.lake(), file.toString(), 9).run();
  }
}
