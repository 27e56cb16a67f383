package io.kinolake.media.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestDemoVideos {
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
