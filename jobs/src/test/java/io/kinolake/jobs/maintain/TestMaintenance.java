package io.kinolake.jobs.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.tables.TableUpkeep;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.VideoTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestMaintenance {
  private static final Duration WEEK = TableUpkeep.SAFE_RETENTION;
  private static final String PART = ".part-01234567-89ab-cdef-0123-456789abcdef-";

  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake sample = new SampleLake(fixture);
  private final Path media = fixture.folder().resolve("media");

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(media.resolve("sub"));
  }

  @Test
  void whatWasRetiredLongAgoGoesWithItsFile() throws IOException {
    Path old = oldFile("a_scene-0.mp4");
    Path current = oldFile("b_scene-0.mp4");
    fill("a.mp4", old);
    sample.retire(ClipTable.SCHEMA); // in 1970
    ClipId kept = fill("b.mp4", current);

    Freed freed = maintain(WEEK);

    assertThat(freed.expired()).isEqualTo(new Freed.FileCount(1, 4));
    assertThat(old).doesNotExist();
    assertThat(current).exists();
    assertThat(fixture.lake().table(ClipTable.SCHEMA).all().count()).isEqualTo(1);
    assertThat(fixture.results(ScoreTable.SCHEMA)).extracting(Score::clip).containsExactly(kept);
    assertThat(freed.rows()).isEqualTo(2);
  }

  @Test
  void aSourceThatLacksAClipFileIsToBeCutAnew() throws IOException {
    fill("a.mp4", oldFile("a_scene-0.mp4"));
    fill("b.mp4", media.resolve("b_scene-0.mp4")); // never written

    assertThat(maintain(WEEK).lost()).isEqualTo(1);
    assertThat(fixture.results(ClipTable.SCHEMA))
        .extracting(clip -> clip.uri().orElseThrow())
        .containsExactly(media.resolve("a_scene-0.mp4").toString());
    assertThat(maintain(WEEK).lost()).isZero();
  }

  @Test
  void whatWasRetiredLatelyStays() throws IOException {
    Path file = oldFile("a_scene-0.mp4");
    fill("a.mp4", file);
    var clips = fixture.lake().table(ClipTable.SCHEMA);
    clips.retire(clips.live(), Instant.now().toEpochMilli() * 1000);

    assertThat(maintain(WEEK).rows()).isZero();
    assertThat(file).exists();
    assertThat(clips.all().count()).isEqualTo(1);
  }

  @Test
  void aFileThatALiveRowNamesTooStays() throws IOException {
    Path file = oldFile("a_scene-0.mp4");
    fill("a.mp4", file);
    sample.retire(ClipTable.SCHEMA);
    fill("a.mp4", file);
    maintain(WEEK);
    assertThat(file).exists();
  }

  @Test
  void orphansAndHalfWrittenFilesGoOnceTheyAreOld() throws IOException {
    sample.source("a.mp4");
    sample.source("sub/b.mov");
    Path orphan = oldFile("a_scene-7.mp4");
    Path below = oldFile("sub/b_scene-1-2.mp4");
    Path unfinished = oldFile("sub/" + PART + "b_scene-3.mp4");
    Path young = Files.writeString(media.resolve("a_scene-8.mp4"), "clip");
    Path youngPart = Files.writeString(media.resolve(PART + "a_scene-9.mp4"), "clip");

    Freed freed = maintain(WEEK);

    assertThat(freed.orphans()).isEqualTo(new Freed.FileCount(2, 8));
    assertThat(freed.unfinished()).isEqualTo(new Freed.FileCount(1, 4));
    assertThat(Stream.of(orphan, below, unfinished)).noneMatch(Files::exists);
    assertThat(Stream.of(young, youngPart)).allMatch(Files::exists);
  }

  @Test
  void filesOfOthersStay() throws IOException {
    sample.source("a.mp4");
    Stream<Path> files =
        Stream.of(
            oldFile("stranger_scene-0.mp4"),
            oldFile("sub/a_scene-0.mp4"),
            oldFile("a.mp4"),
            oldFile("a_scene-x.mp4"),
            oldFile(".part-a_scene-0.mp4"),
            oldFile("notes.txt"));
    assertThat(maintain(WEEK).orphans()).isEqualTo(Freed.FileCount.NONE);
    assertThat(files).allMatch(Files::exists);
  }

  @Test
  void smallFilesBecomeOneAndOldVersionsGo() throws IOException {
    Path table = Path.of(fixture.lake().table(VideoTable.SCHEMA).path());
    for (int i = 0; i < 5; i++) {
      sample.listed("film" + i + ".mp4");
      sample.write();
    }
    assertThat(dataFiles(table)).isEqualTo(5);

    maintain(Duration.ZERO);

    assertThat(dataFiles(table)).isEqualTo(1);
    assertThat(fixture.results(VideoTable.SCHEMA)).hasSize(5);
  }

  @Test
  void theRetentionCheckIsOnAgainAfterAShortRetention() {
    for (String name : List.of("a.mp4", "b.mp4")) {
      sample.listed(name);
      sample.write();
    }
    maintain(Duration.ZERO);
    String table = fixture.lake().table(VideoTable.SCHEMA).path();
    assertThatThrownBy(() -> fixture.spark().sql("VACUUM delta.`" + table + "` RETAIN 0 HOURS"))
        .hasMessageContaining("retention");
  }

  private Freed maintain(Duration retain) {
    return new Maintenance(fixture.lake(), media.toString(), Clock.systemUTC()).run(retain);
  }

  private ClipId fill(String name, Path file) {
    VideoId video = VideoId.of("/films/" + name);
    ClipId clip = sample.clip(video, 0, "/films/" + name, Optional.of(file.toString()));
    sample.score(clip, "technical", 5.0, null);
    return clip;
  }

  private Path oldFile(String name) throws IOException {
    Path file = Files.writeString(media.resolve(name), "clip");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
  }

  private static long dataFiles(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
