package io.kinolake.media.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.media.synth.VideoWriter;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestContainerTags {
  @TempDir private Path folder;

  @Test
  void whatIsToldInAnMp4IsReadBack() {
    Map<String, String> tags =
        Map.of("title", "Ein Hund läuft 狗跑", "comment", "{\"seed\": 7}".repeat(200));
    assertThat(ContainerTags.read(written(tags), MediaLimits.DEFAULT)).containsAllEntriesOf(tags);
  }

  @Test
  void aFileOfWhichNothingIsToldHasNeitherTitleNorComment() {
    assertThat(ContainerTags.read(written(Map.of()), MediaLimits.DEFAULT))
        .doesNotContainKeys("title", "comment");
  }

  private Path written(Map<String, String> tags) {
    Path file = folder.resolve("video.mp4");
    VideoSettings settings = VideoSettings.mp4(new FrameSize(32, 16), new Rational(8, 1));
    try (VideoWriter writer = VideoWriter.open(file, settings.withTags(tags))) {
      writer.write(writer.newPicture(), 0, 1);
      writer.finish();
    }
    return file;
  }
}
