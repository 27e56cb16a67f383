package io.kinolake.media.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDemoVideos {
  private static final VideoSettings SETTINGS =
      VideoSettings.mp4(new FrameSize(128, 96), new Rational(25, 1));

  @TempDir static Path folder;
  private static List<DemoVideo> videos;

  @BeforeAll
  static void write() {
    videos = DemoVideos.write(folder.resolve("demo"));
  }

  @Test
  void thereAreADozenInOrderOfName() {
    assertThat(videos).hasSize(12);
    assertThat(videos).extracting(video -> video.path().getFileName().toString()).isSorted();
  }

  @Test
  void eachHasTheFramesThatTheManifestTells() {
    Map<Path, Long> told =
        videos.stream().collect(Collectors.toMap(DemoVideo::path, DemoVideo::frames));
    Map<Path, Long> found =
        videos.stream()
            .collect(
                Collectors.toMap(
                    DemoVideo::path,
                    video -> (long) DecodedNumbers.of(video.path()).timesUs().size()));
    assertThat(found).isEqualTo(told);
  }

  @Test
  void eachHasItsCaptionBesideIt() throws IOException {
    for (DemoVideo video : videos) {
      String name = video.path().getFileName().toString();
      Path sidecar = video.path().resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".txt");
      assertThat(Files.readString(sidecar)).isEqualTo(video.caption() + "\n");
    }
  }

  @Test
  void theFolderHoldsTheWholeSetAndNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("demo"))) {
      assertThat(files).hasSize(2 * videos.size());
    }
    assertThat(videos).allSatisfy(video -> assertThat(video.path()).isNotEmptyFile());
    assertThat(folder.resolve(".demo.partial")).doesNotExist();
  }

  @Test
  void aSetThatIsNotCompleteIsNotThere() {
    Path demo = folder.resolve("stopped");
    DemoFilm bad = film("b.mp4", SETTINGS.withEncoder("no_such_encoder"));

    assertThatThrownBy(() -> DemoVideos.write(demo, List.of(film("a.mp4", SETTINGS), bad)))
        .isInstanceOf(KinolakeException.class);

    assertThat(folder.resolve(".stopped.partial/a.mp4")).exists();
    assertThat(demo).doesNotExist();
  }

  @Test
  void whatAKilledRunLeftIsNoPartOfTheNextSet() throws IOException {
    Path demo = folder.resolve("killed");
    Path left = Files.createDirectories(folder.resolve(".killed.partial"));
    Files.writeString(left.resolve("half.mp4"), "half");

    DemoVideos.write(demo, List.of(film("a.mp4", SETTINGS)));

    assertThat(left).doesNotExist();
    try (Stream<Path> files = Files.list(demo)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.mp4", "a.txt", "poster.png", "poster.txt");
    }
  }

  @Test
  void aFolderOfTheUsersIsLeftAlone() throws IOException {
    Path demo = Files.createDirectories(folder.resolve("mine"));
    Path own = Files.writeString(demo.resolve("a.mp4"), "mine");

    assertThatThrownBy(() -> DemoVideos.write(demo, List.of(film("a.mp4", SETTINGS))))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("'" + demo + "'");

    assertThat(own).hasContent("mine");
  }

  private static DemoFilm film(String name, VideoSettings settings) {
    return DemoFilm.of(name, "A film.", settings, Shot.of(5, 1, Shot.Camera.STATIC));
  }

  @Test
  void cutsLieInsideTheVideo() {
    assertThat(videos)
        .allSatisfy(
            video ->
                assertThat(video.cuts())
                    .isSorted()
                    .allSatisfy(cut -> assertThat(cut).isBetween(1L, video.frames() - 1)));
    assertThat(videos).anySatisfy(video -> assertThat(video.cuts()).hasSizeGreaterThan(3));
  }
}
