package io.kinolake.jobs.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestListVideos {
  private static final ListVideosSettings SETTINGS =
      new ListVideosSettings(List.of("mp4", "webm"), List.of("png"));

  private final LakeFixture fixture = new LakeFixture();
  private final Path root = fixture.folder().resolve("films");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(root);
  }

  @Test
  void foldersAreWalkedWithAllTheirOddNames() throws IOException {
    write("a.MP4");
    write("sub folder/naïve 映画 'quoted\".webm");
    write("sub folder/deep/line\nbreak.png");
    write("notes.txt");

    list(root.toString());

    assertThat(videos())
        .extracting(Video::relativePath)
        .containsExactlyInAnyOrder(
            "a.MP4", "sub folder/naïve 映画 'quoted\".webm", "sub folder/deep/line\nbreak.png");
  }

  @Test
  void linksAreFollowedAndLoopsAreNot() throws IOException {
    Path elsewhere = Files.createDirectories(fixture.folder().resolve("elsewhere"));
    Files.write(elsewhere.resolve("linked.mp4"), new byte[3]);
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    Files.createSymbolicLink(root.resolve("loop"), root);
    write("a.mp4");

    list(root.toString());

    assertThat(videos())
        .extracting(Video::relativePath)
        .containsExactlyInAnyOrder("a.mp4", "link/linked.mp4");
  }

  @Test
  void globsNameFilesAndFolders() throws IOException {
    write("x1.mp4");
    write("x2.mp4");
    write("y1.mp4");

    list(root + "/x?.mp4");

    assertThat(videos())
        .extracting(Video::relativePath)
        .containsExactlyInAnyOrder("x1.mp4", "x2.mp4");
  }

  @Test
  void listsAndTablesNamePathsAndAMissingFileIsAFailedRow() throws IOException {
    write("a.mp4");
    write("b, with comma.mp4");
    Path text = fixture.folder().resolve("list.txt");
    Files.writeString(text, root + "/a.mp4\n\n" + root + "/gone.mp4\n");
    Path csv = fixture.folder().resolve("meta.csv");
    Files.writeString(csv, "id,path\n1,\"" + root + "/b, with comma.mp4\"\n");

    list(text.toString(), csv.toString());

    assertThat(videos())
        .extracting(Video::relativePath)
        .containsExactlyInAnyOrder("a.mp4", "b, with comma.mp4");
    assertThat(failed()).hasSize(1);
    Row gone = failed().get(0);
    assertThat(gone.<String>getAs(StageColumns.ERROR_CODE.name())).isEqualTo("not_found");
    assertThat(gone.<String>getAs(StageColumns.ERROR_MESSAGE.name())).contains("gone.mp4");

    write("gone.mp4");
    list(text.toString(), csv.toString());
    assertThat(failed()).as("it is there now").isEmpty();
    assertThat(videos()).hasSize(3);
  }

  @Test
  void anEntryThatNamesNoPlaceIsAFailedRowAndTheOthersAreListed() throws IOException {
    write("a.mp4");
    Path table = fixture.folder().resolve("table.jsonl");
    Files.writeString(
        table,
        """
        {"path": "s3a://user:hunter2@bucket/b.mp4"}
        {"path": "nul\\u0000.mp4"}
        {"path": "s3a://[bucket/c.mp4"}
        {"path": null}
        {"path": "%s/a.mp4"}
        """
            .formatted(root));

    list(table.toString());

    assertThat(videos()).extracting(Video::relativePath).containsExactly("a.mp4");
    assertThat(failed())
        .extracting(row -> row.<String>getAs(StageColumns.ERROR_MESSAGE.name()))
        .hasSize(4)
        .allSatisfy(message -> assertThat(message).doesNotContain("hunter2"))
        .anySatisfy(message -> assertThat(message).contains("Entry 1 of", "holds a password"))
        .anySatisfy(message -> assertThat(message).contains("Entry 2 of", "neither a path nor"))
        .anySatisfy(message -> assertThat(message).contains("Entry 3 of", "neither a path nor"))
        .anySatisfy(message -> assertThat(message).contains("Entry 4 of", "has no path"));

    Files.writeString(table, "{\"path\": \"%s/a.mp4\"}%n".formatted(root));
    list(table.toString());
    assertThat(failed()).as("bad entries are gone").isEmpty();
    assertThat(videos()).hasSize(1);
  }

  @Test
  void aTableWithoutPathsAndAMissingPlaceAreWrongArguments() throws IOException {
    Path csv = fixture.folder().resolve("meta.csv");
    Files.writeString(csv, "id,file\n1,x.mp4\n", UTF_8);

    assertThatThrownBy(() -> list(csv.toString()))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("no column 'path'")
        .hasMessageContaining("id, file");
    assertThatThrownBy(() -> list(root + "/nowhere"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("There is nothing at");
  }

  @Test
  void whatChangedOrVanishedIsNoticedAndOtherPlacesAreLeftAlone() throws IOException {
    write("a.mp4");
    write("b.mp4");
    Path other = Files.createDirectories(fixture.folder().resolve("other"));
    Files.write(other.resolve("c.mp4"), new byte[7]);
    list(root.toString(), other.toString());

    Files.write(root.resolve("a.mp4"), new byte[99]);
    Files.delete(root.resolve("b.mp4"));
    Run.Counts counts = list(root.toString());

    assertThat(counts.items()).isEqualTo(1);
    assertThat(counts.retired()).isEqualTo(2);
    assertThat(videos())
        .extracting(Video::relativePath, Video::sizeBytes)
        .containsExactlyInAnyOrder(tuple("a.mp4", 99L), tuple("c.mp4", 7L));
  }

  @Test
  void anEditedCaptionFileIsNoticedAndItsSourceAlone() throws IOException {
    write("sub/a.mp4");
    write("sub/b.mp4");
    Files.writeString(root.resolve("sub/b.txt"), "a boat");
    list(root.toString());
    assertThat(list(root.toString()).items()).as("nothing changed").isZero();
    String before = versionOf("b.mp4");

    for (String caption :
        List.of("a.json", "a_scene-3.txt", "a_scene-3-1.txt", "a.mp4_scene-0.txt")) {
      Files.writeString(root.resolve("sub").resolve(caption), "\"a bird\"");
      assertThat(list(root.toString()).items()).as(caption + " was added").isEqualTo(1);
    }
    Files.writeString(root.resolve("sub/a.json"), "\"two birds\"");
    assertThat(list(root.toString()).items()).as("changed").isEqualTo(1);
    Files.delete(root.resolve("sub/a.json"));
    assertThat(list(root.toString()).items()).as("removed").isEqualTo(1);
    Files.writeString(root.resolve("sub/stranger.txt"), "of nobody");
    assertThat(list(root.toString()).items()).as("of no source").isZero();

    assertThat(versionOf("b.mp4")).isEqualTo(before);
    assertThat(videos()).hasSize(2);
  }

  @Test
  void captionsBesideListedPathsAreNoticedToo() throws IOException {
    write("a.mp4");
    Path list = fixture.folder().resolve("list.txt");
    Files.writeString(list, root + "/a.mp4\n");
    list(list.toString());
    Files.writeString(root.resolve("a.txt"), "a bird");

    assertThat(list(list.toString()).items()).isEqualTo(1);
  }

  private String versionOf(String name) {
    return fixture
        .lake()
        .table(VideoTable.SCHEMA)
        .live()
        .where("uri like '%" + name + "'")
        .select(StageColumns.FINGERPRINT.name())
        .first()
        .getString(0);
  }

  private Run.Counts list(String... sources) {
    return ListVideos.of(fixture.spark(), List.of(sources), SETTINGS).run(fixture.context());
  }

  private List<Video> videos() {
    return fixture.results(VideoTable.SCHEMA);
  }

  private List<Row> failed() {
    return fixture
        .lake()
        .table(VideoTable.SCHEMA)
        .live()
        .where("status = 'failed'")
        .collectAsList();
  }

  private void write(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[5]);
  }
}
