package io.kinolake.media.cut;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestClipNames {

  static Stream<String> evilPaths() {
    return Stream.of(
        "../../etc/passwd.mp4",
        "/etc/passwd.mp4",
        "a/../../b.mp4",
        "..",
        ".",
        "",
        "/",
        "a//b.mp4",
        "dir/.hidden.mp4",
        "dir/..mp4",
        "-rf.mp4",
        "quote'\"`$(rm).mp4",
        "new\nline\r\t.mp4",
        "nul\0byte.mp4",
        "C:\\windows\\x.mp4",
        "back\\..\\slash.mp4",
        "映画/наука \u202Egpj.mp4",
        "x".repeat(400) + ".mp4",
        "映".repeat(200) + "/" + "画".repeat(200) + ".mkv");
  }

  @ParameterizedTest
  @MethodSource("evilPaths")
  void namesStayBelowTheFolderAndAreNotHidden(String relativePath) {
    ClipNames names = ClipNames.of(relativePath);
    Path root = Path.of("/out/clips");
    String below = names.pathOf(names.ofPiece(1234, 56));
    Path resolved = root.resolve(below);
    assertThat(resolved.normalize()).isEqualTo(resolved);
    assertThat(resolved).startsWithRaw(root);
    for (Path part : Path.of(below)) {
      assertThat(part.toString()).doesNotStartWith(".").matches("\\P{Cntrl}+");
      assertThat(part.toString().getBytes(UTF_8).length).isLessThanOrEqualTo(200);
    }
  }

  @Test
  void ordinaryNamesAreKeptAsTheyAre() {
    ClipNames names = ClipNames.of("films/Été 2024/my film (1).final.MP4");
    assertThat(names.pathOf(names.ofScene(7)))
        .isEqualTo("films/Été 2024/my film (1).final_scene-7.mp4");
  }

  @Test
  void cleanedNamesStayDistinct() {
    assertThat(ClipNames.of("a:b.mp4").stem()).isNotEqualTo(ClipNames.of("a?b.mp4").stem());
    assertThat(ClipNames.of("y".repeat(300) + "1.mp4").stem())
        .isNotEqualTo(ClipNames.of("y".repeat(300) + "2.mp4").stem());
    assertThat(ClipNames.of("../a.mp4").folder()).isNotEqualTo(ClipNames.of("_../a.mp4").folder());
  }

  @Test
  void neighboursOfTheSameStemKeepTheirExtension() {
    assertThat(ClipNames.withExtension("d/a.mkv").ofScene(0)).isEqualTo("a.mkv_scene-0.mp4");
    assertThat(ClipNames.withExtension("d/a.mp4").ofScene(0)).isEqualTo("a.mp4_scene-0.mp4");
  }

  @Test
  void aNameWithoutExtensionIsItsOwnStem() {
    assertThat(ClipNames.of("film").ofScene(0)).isEqualTo("film_scene-0.mp4");
  }
}
