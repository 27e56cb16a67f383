package io.kinolake.udfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestLocation {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/data/a.mp4              | /data/a.mp4",
        "/data//b/../a.mp4/       | /data/a.mp4",
        "/                        | /",
        "file:/data/a.mp4         | /data/a.mp4",
        "file:///data/a.mp4       | /data/a.mp4",
        "FILE:///data/a.mp4       | /data/a.mp4",
        "file://localhost/data/a  | /data/a",
        "file:///two words/100 %  | /two words/100 %",
        "file:///two%20words/a    | /two words/a",
        "/two words/映画?#.mp4     | /two words/映画?#.mp4",
        "/two%20words/a           | /two%20words/a",
      })
  void placesOnThisMachineAreAbsolutePaths(String written, String text) {
    Location place = Location.of(written);

    assertThat(place.text()).isEqualTo(text);
    assertThat(place.isLocal()).isTrue();
    assertThat(place.scheme()).isEmpty();
    assertThat(place.path()).isEqualTo(Path.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "./b/../a.mp4", "C:\\films\\a.mp4", "c:/films", "take:1.mp4"})
  void whatHasNoSchemeOfTwoLettersIsRelativeToTheWorkingDirectory(String written) {
    assertThat(Location.of(written).path())
        .isEqualTo(Path.of(written).toAbsolutePath().normalize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://bucket/a.mp4          | s3a://bucket/a.mp4       | s3a",
        "S3A://bucket/two words/     | s3a://bucket/two words   | s3a",
        "s3://bucket/a.mp4           | s3a://bucket/a.mp4       | s3a",
        "s3a://bucket                | s3a://bucket/            | s3a",
        "s3a://bucket/               | s3a://bucket/            | s3a",
        "s3a://bucket/a%20b          | s3a://bucket/a%20b       | s3a",
        "s3a://bucket/a/../b//c      | s3a://bucket/b/c         | s3a",
        "hdfs://name:8020/a          | hdfs://name:8020/a       | hdfs",
        "hdfs:///a                   | hdfs:///a                | hdfs",
        "hdfs:/                      | hdfs:/                   | hdfs",
        "viewfs+x.1-y://cluster/a    | viewfs+x.1-y://cluster/a | viewfs+x.1-y",
      })
  void otherPlacesKeepTheirUri(String written, String text, String scheme) {
    Location place = Location.of(written);

    assertThat(place.text()).isEqualTo(text);
    assertThat(place.scheme()).contains(scheme);
    assertThat(place.isLocal()).isFalse();
    assertThatThrownBy(place::path)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("not on this machine");
  }

  @Test
  void aUriWithAPasswordIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> Location.of("s3a://key:secret@bucket/raw"))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("/raw")
        .hasMessageContaining("Leave it out")
        .hasMessageNotContainingAny("key", "secret");
    assertThat(Location.of("abfs://container@account.net/raw").scheme()).contains("abfs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x y/z", "file:///a%20b/c", "s3a://bucket/p/", "/a/%25"})
  void aTextNamesThePlaceThatItCameFrom(String written) {
    Location place = Location.of(written);

    assertThat(Location.of(place.text())).isEqualTo(place);
  }

  @Test
  void namesBelowAPlaceAreTakenAsTheyAre() {
    assertThat(Location.of("/a").resolve("b c/d%20e").text()).isEqualTo("/a/b c/d%20e");
    assertThat(Location.of("/").resolve("b").text()).isEqualTo("/b");
    assertThat(Location.of("s3a://bucket/").resolve("b c/d").text())
        .isEqualTo("s3a://bucket/b c/d");
    assertThat(Location.of("s3a://bucket/b/take 1.mp4").name()).isEqualTo("take 1.mp4");
  }
}
