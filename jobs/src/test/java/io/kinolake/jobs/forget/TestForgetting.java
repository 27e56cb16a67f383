package io.kinolake.jobs.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ForgottenTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestForgetting {
  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);
  private final Forgetting forgetting = new Forgetting(fixture.lake(), 7);
  private Path clipFile;
  private Path otherFile;
  private ClipId clip;
  private ClipId otherClip;

  @BeforeEach
  void fill() throws IOException {
    clipFile = Files.writeString(fixture.folder().resolve("a_scene-0.mp4"), "clip");
    otherFile = Files.writeString(fixture.folder().resolve("b_scene-0.mp4"), "other");
    clip = fillSource("a.mp4", clipFile);
    otherClip = fillSource("b.mp4", otherFile);
    sample.write();
  }

  private ClipId fillSource(String name, Path file) {
    VideoId video = sample.source(name);
    sample.scenes(video, 1);
    ClipId id = sample.clip(video, 0, "/films/" + name, Optional.of(file.toString()));
    sample.score(id, "technical", 5.0, null);
    sample.accept(id);
    sample.caption(id, "sidecar", "A sea", "a sea");
    return id;
  }

  @Test
  void everythingOfTheSourceGoesAndNothingElse() {
    Forgetting.Removed removed = forgetting.forget(List.of("/films/./a.mp4"));

    assertThat(removed).isEqualTo(new Forgetting.Removed(1, 8, 1, 4));
    assertThat(clipFile).doesNotExist();
    assertThat(otherFile).exists();
    for (LakeTable<?> table : fixture.lake().existing()) {
      String rows = table.all().collectAsList().toString();
      if (table.schema().equals(ForgottenTable.SCHEMA)) {
        assertThat(rows).contains(VideoId.of("/films/a.mp4").value()).doesNotContain("films");
      } else {
        assertThat(table.all().count()).as(table.schema().name()).isEqualTo(1);
        assertThat(rows).doesNotContain(clip.value(), "a.mp4");
      }
    }
  }

  @Test
  void retiredRowsGoToo() {
    sample.retire(VideoTable.SCHEMA);
    forgetting.forget(List.of(VideoId.of("/films/a.mp4").value()));
    assertThat(fixture.lake().table(VideoTable.SCHEMA).all().count()).isEqualTo(1);
  }

  @Test
  void forgettingTwiceIsNoError() {
    forgetting.forget(List.of("/films/a.mp4"));
    assertThat(forgetting.forget(List.of("/films/a.mp4")))
        .isEqualTo(new Forgetting.Removed(0, 0, 0, 0));
    assertThat(fixture.results(ForgottenTable.SCHEMA)).hasSize(1);
  }

  @Test
  void aFileThatAnotherSourceIsStoredInStays() {
    VideoId third = sample.source("c.mp4");
    sample.clip(third, 0, "/films/c.mp4", Optional.of(clipFile.toString()));
    sample.write();
    forgetting.forget(List.of("/films/a.mp4"));
    assertThat(clipFile).exists();
  }

  @Test
  void whatWasKeptOutAsItsDuplicateIsDecidedAnew() {
    VideoId third = sample.source("c.mp4");
    ClipId duplicate = sample.clip(third, 0, "/films/c.mp4", Optional.empty());
    sample.select(
        new Selection(
            duplicate, false, Optional.of("near duplicate"), Optional.of(clip), Optional.empty()));
    sample.write();
    forgetting.forget(List.of("/films/a.mp4"));
    assertThat(fixture.results(SelectionTable.SCHEMA))
        .extracting(Selection::clip)
        .containsExactly(otherClip);
  }

  @Test
  void aForgottenSourceIsNotListedUntilThatIsUndone() throws IOException {
    Path films = Files.createDirectory(fixture.folder().resolve("films"));
    Path one = Files.writeString(films.resolve("one.mp4"), "1");
    Path two = Files.writeString(films.resolve("two.mp4"), "2");
    forgetting.forget(List.of(one.toString()));

    list(films);
    assertThat(listed(films)).containsExactly(two.toString());

    forgetting.undo(List.of(one.toString()));
    list(films);
    assertThat(listed(films)).containsExactlyInAnyOrder(one.toString(), two.toString());
  }

  @Test
  void onlyWhatWasForgottenCanBeUndone() {
    assertThatThrownBy(() -> forgetting.undo(List.of("/films/a.mp4")))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'/films/a.mp4' was not forgotten");
  }

  @Test
  void theReportAndTheExportThatShowTheSourceGo() throws IOException {
    Path report = Path.of(fixture.lake().root(), "report.html");
    Files.writeString(report, "a.mp4");
    forgetting.forget(List.of("/films/a.mp4"));
    assertThat(report).doesNotExist();
  }

  private void list(Path films) {
    ListVideosSettings settings = new ListVideosSettings(List.of("mp4"), List.of());
    ListVideos.of(fixture.spark(), List.of(films.toString()), settings).run(fixture.context());
  }

  private List<String> listed(Path films) {
    return fixture.results(VideoTable.SCHEMA).stream()
        .filter(video -> video.root().equals(films.toString()))
        .map(Video::uri)
        .toList();
  }
}
