package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of media promises. */
abstract class BaseMediaStoreTest {
  private String folder;

  /** The store under test. */
  abstract MediaStore store();

  /** The URI of a name in a place that is empty at first. */
  abstract String uri(String name);

  @BeforeEach
  void chooseFolder() {
    folder = "folder-" + UUID.randomUUID();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.mp4",
        "two words/映画 [1] {x}.mp4",
        "100%/50%25 + more.mp4",
        "deep/er/no_extension"
      })
  void whatWasCommittedIsReadBackUnderAnyName(String name) throws IOException {
    write(place(name), "content of " + name);

    assertThat(read(place(name))).isEqualTo("content of " + name);
  }

  @Test
  void aMissingFileIsNotFound() {
    assertThatThrownBy(() -> store().open(place("gone.mp4")))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FOUND))
        .hasMessageContaining("gone.mp4");
  }

  @Test
  void aFolderIsNotReadAsAFile() throws IOException {
    write(place("folder/a.mp4"), "a");

    assertThatThrownBy(() -> store().open(place("folder")))
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_READABLE))
        .hasMessageContaining("folder");
  }

  @Test
  void aFileAppearsUnderItsNameOnlyWhenItIsCommitted() throws IOException {
    try (PendingFile file = store().create(place("a.mp4"))) {
      assertThat(file.path().toString()).endsWith(".mp4");
      Files.writeString(file.path(), "whole", UTF_8);

      assertThat(exists(place("a.mp4"))).isFalse();
      file.commit();
    }

    assertThat(read(place("a.mp4"))).isEqualTo("whole");
  }

  @Test
  void whatWasNotCommittedIsGone() throws IOException {
    Path temporary;
    try (PendingFile file = store().create(place("a.mp4"))) {
      temporary = file.path();
      Files.writeString(temporary, "half", UTF_8);
    }

    assertThat(temporary).doesNotExist();
    assertThat(exists(place("a.mp4"))).isFalse();
  }

  @Test
  void aCommitReplacesAnOlderFile() throws IOException {
    write(place("a.mp4"), "an older and longer text");
    write(place("a.mp4"), "new");

    assertThat(read(place("a.mp4"))).isEqualTo("new");
  }

  @Test
  void aDeletedFileIsGoneAndAMissingOneIsNoError() throws IOException {
    write(place("a.mp4"), "a");

    store().delete(place("a.mp4"));
    store().delete(place("a.mp4"));

    assertThat(exists(place("a.mp4"))).isFalse();
  }

  @Test
  void aFileMayBeOpenSeveralTimesAtOnce() throws IOException {
    write(place("a.mp4"), "a");

    try (LocalMedia media = store().open(place("a.mp4"))) {
      assertThat(read(place("a.mp4"))).isEqualTo("a");
      assertThat(media.path()).hasContent("a");
    }
  }

  private String place(String name) {
    return uri(folder + "/" + name);
  }

  private void write(String uri, String content) throws IOException {
    try (PendingFile file = store().create(uri)) {
      Files.writeString(file.path(), content, UTF_8);
      file.commit();
    }
  }

  private String read(String uri) throws IOException {
    try (LocalMedia media = store().open(uri)) {
      return Files.readString(media.path(), UTF_8);
    }
  }

  private boolean exists(String uri) {
    try (LocalMedia media = store().open(uri)) {
      return Files.exists(media.path());
    } catch (KinolakeException e) {
      assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FOUND);
      return false;
    }
  }
}
