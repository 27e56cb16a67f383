package io.kinolake.training.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.cut.Quality;
import io.kinolake.media.synth.MovingShape;
import io.kinolake.media.synth.MovingShapes;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.media.synth.VideoWriter;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSeenShape {
  @TempDir private Path folder;

  @Test
  void everyFilmOfTheCorpusShowsWhatItsCaptionSays() throws IOException {
    MovingShapes.write(folder, 2);
    List<MovingShape> wanted = new ArrayList<>();
    List<SeenShape> seen = new ArrayList<>();
    for (MovingShape shape : MovingShapes.shown()) {
      for (Path film : films(shape)) {
        wanted.add(shape);
        seen.add(SeenShape.in(film));
      }
    }

    assertThat(LearningScore.of(wanted, seen)).isEqualTo(new LearningScore(72, 72, 72, 72));
  }

  @Test
  void noShapeIsBothShownAndHeldOut() {
    assertThat(MovingShapes.shown())
        .hasSize(36)
        .doesNotContainAnyElementsOf(MovingShapes.heldOut());
    assertThat(MovingShapes.heldOut()).hasSize(12);
  }

  @Test
  void noiseIsNoShape() {
    Path noise = folder.resolve("noise.mp4");
    Random random = new Random(1);
    VideoSettings settings =
        VideoSettings.mp4(new FrameSize(48, 48), new Rational(8, 1))
            .withEncoding(new Quality.Constant(20).encoding("libopenh264", 0, /* threads= */ 1));
    try (VideoWriter writer = VideoWriter.open(noise, settings)) {
      BufferedImage picture = writer.newPicture();
      for (int frame = 0; frame < 17; frame++) {
        for (int i = 0; i < 48 * 48; i++) {
          picture.setRGB(i % 48, i / 48, random.nextInt(1 << 24));
        }
        writer.write(picture, frame, 1);
      }
      writer.finish();
    }

    assertThat(SeenShape.in(noise)).isEqualTo(new SeenShape(Optional.empty(), Optional.empty()));
  }

  private List<Path> films(MovingShape shape) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .filter(file -> caption(file).equals(shape.caption()))
          .map(file -> Path.of(file.toString().replace(".txt", ".mp4")))
          .toList();
    }
  }

  private static String caption(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
