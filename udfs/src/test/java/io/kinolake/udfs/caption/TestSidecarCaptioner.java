package io.kinolake.udfs.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSidecarCaptioner extends BaseCaptionerTest {
  @TempDir Path folder;

  @Override
  Captioner captioner() {
    return SidecarCaptioner.FILES;
  }

  @Override
  CaptionWriter open(Captioner captioner) {
    return captioner.open(StageContext.alone(new LocalMediaStore(), new ModelPool()));
  }

  @Override
  ClipToCaption goodClip() throws IOException {
    write("film_scene-0.txt", " A dog on a beach. \n");
    return clip(0, true);
  }

  @Override
  List<ClipToCaption> badClips() throws IOException {
    write("film_scene-7.txt", " \n");
    return List.of(clip(7, true));
  }

  @Test
  void theNearestFileCountsFirst() throws Exception {
    assertThat(outcome(clip(0, false))).isEqualTo(Outcome.produced(List.of()));
    write("film.json", "{\"caption\": [\"of the source, JSON\", \"second\"]}");
    assertThat(caption(clip(0, false)).text()).isEqualTo("of the source, JSON");
    write("film.txt", "of the source");
    assertThat(caption(clip(0, false)).text()).isEqualTo("of the source");
    write("clips/film_scene-0.json", "{\"caption\": \"of the clip, JSON\", \"other\": 1}");
    assertThat(caption(clip(0, false)).text()).isEqualTo("of the clip, JSON");
    write("clips/film_scene-0.txt", "\ufeffof the clip, naïve");
    Caption nearest = caption(clip(0, false));
    assertThat(nearest.text()).isEqualTo("of the clip, naïve");
    assertThat(nearest.origin().model()).contains(folder + "/clips/film_scene-0.txt");
    assertThat(caption(clip(1, false)).text()).isEqualTo("of the source");
  }

  @Test
  void aTableComesBeforeFilesAndAClipBeforeItsSource() throws Exception {
    write("film.txt", "of the file");
    Path table = folder.resolve("captions.csv");
    Files.writeString(
        table,
        """
        id,path,text\r
        1,film.mp4,of the source\r
        2,film_scene-1,"of ""clip"" 1,
        in two lines"\r
        3,film_scene-2.mp4,\r
        """);
    Captioner captioner = SidecarCaptioner.withTable(table.toString(), "1");
    try (CaptionWriter writer = open(captioner)) {
      List<Outcome<Caption>> outcomes =
          writer.caption(List.of(clip(0, true), clip(1, true), clip(2, false)));
      assertThat(outcomes)
          .extracting(outcome -> TestingClips.captionOf(outcome).text())
          .containsExactly("of the source", "of \"clip\" 1,\nin two lines", "of the source");
      assertThat(TestingClips.captionOf(outcomes.get(1)).origin().model())
          .contains(table.toString());
    }
    assertThat(captioner.fingerprint())
        .isNotEqualTo(SidecarCaptioner.withTable(table.toString(), "2").fingerprint());
  }

  @Test
  void aTableThatIsMissingOrLacksItsColumnsStopsTheRun() throws Exception {
    Path table = folder.resolve("captions.csv");
    Captioner captioner = SidecarCaptioner.withTable(table.toString(), "1");
    assertThatThrownBy(() -> open(captioner))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("There is no table of captions");
    Files.writeString(table, "file,words\na,b\n");
    assertThatThrownBy(() -> open(captioner))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("[file, words]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".txt;'  ';is empty",
        ".json;{\"caption\": 5};no text under 'caption'",
        ".json;{\"caption\": []};no text under 'caption'",
        ".json;{\"caption\";is not JSON"
      })
  void aBadFileIsABadCaption(String extension, String content, String reason) throws Exception {
    write("film" + extension, content);
    assertThat(failure(clip(0, true)).code()).isEqualTo(FailureCode.BAD_CAPTION);
    assertThat(failure(clip(0, true)).message()).contains(reason, "film" + extension);
  }

  @Test
  void aFileThatIsNotUtf8IsABadCaption() throws Exception {
    Files.write(folder.resolve("film.txt"), "na\u00efve".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failure(clip(0, true)).message()).contains("is not UTF-8");
  }

  private Failure failure(ClipToCaption clip) {
    return TestingClips.failureOf(outcome(clip));
  }

  private Outcome<Caption> outcome(ClipToCaption clip) {
    try (CaptionWriter writer = open(SidecarCaptioner.FILES)) {
      return writer.caption(List.of(clip)).get(0);
    }
  }

  private Caption caption(ClipToCaption clip) {
    try (CaptionWriter writer = open(SidecarCaptioner.FILES)) {
      return TestingClips.captionOf(writer.caption(List.of(clip)).get(0));
    }
  }

  private ClipToCaption clip(int index, boolean virtual) {
    return TestingClips.bare(TestingClips.clip(folder.toString(), index, virtual));
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
    Files.writeString(file, content);
  }
}
