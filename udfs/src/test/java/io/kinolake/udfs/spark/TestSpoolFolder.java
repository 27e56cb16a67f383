package io.kinolake.udfs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSpoolFolder {
  @TempDir private Path root;

  @Test
  void copiesOfAKilledProcessGoAndThoseOfALiveOneStay() throws IOException, InterruptedException {
    Process killed = holder();
    Process alive = holder();
    try (SpoolFolder own = SpoolFolder.open(root)) {
      Path ownCopy = Files.write(own.newFile("own.mp4"), new byte[3]);
      Path killedCopy = copyOf(killed);
      Path aliveCopy = copyOf(alive);
      killed.destroyForcibly().waitFor();

      SpoolFolder.sweep(root);

      assertThat(killedCopy).doesNotExist();
      assertThat(killedCopy.getParent()).doesNotExist();
      assertThat(aliveCopy).exists();
      assertThat(ownCopy).exists();

      alive.destroyForcibly().waitFor();
      SpoolFolder.open(root).close();

      assertThat(aliveCopy).doesNotExist();
      assertThat(ownCopy).exists();
    } finally {
      killed.destroyForcibly();
      alive.destroyForcibly();
    }
    assertThat(root.toFile().list()).containsExactly("gate");
  }

  @Test
  void aClosedFolderTakesItsCopiesAlong() throws IOException {
    SpoolFolder folder = SpoolFolder.open(root);
    Path copy = Files.write(folder.newFile("a.mp4"), new byte[3]);

    folder.close();

    assertThat(copy).doesNotExist();
    assertThat(root.toFile().list()).containsExactly("gate");
  }

  @Test
  void foldersOfOneProcessAreApart() {
    try (SpoolFolder one = SpoolFolder.open(root);
        SpoolFolder other = SpoolFolder.open(root)) {
      assertThat(one.newFile("a.mp4").getParent()).isNotEqualTo(other.newFile("a.mp4").getParent());
    }
  }

  @Test
  void namesKeepTheirExtensionOnly() {
    try (SpoolFolder folder = SpoolFolder.open(root)) {
      assertThat(folder.newFile("a film.MP4").toString()).endsWith(".MP4").doesNotContain("film");
      assertThat(folder.newFile("film").getFileName().toString()).doesNotContain(".");
    }
  }

  @Test
  void thereIsNothingToSweepWhereNothingWas() {
    Path missing = root.resolve("missing");

    SpoolFolder.sweep(missing);

    assertThat(missing).doesNotExist();
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SpoolHolder.class.getName(),
                root.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path copyOf(Process holder) throws IOException {
    String said = holder.inputReader(UTF_8).readLine();
    assertThat(said).as("the copy of another process").isNotNull();
    Path copy = Path.of(said);
    assertThat(copy).exists();
    return copy;
  }
}
