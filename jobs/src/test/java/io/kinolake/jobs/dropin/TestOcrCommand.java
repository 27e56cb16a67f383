package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestOcrCommand {
  private static final String MODULE = "tools.scoring.ocr.inference";

  @TempDir private Path folder;

  @Test
  void linesOfTextAreCountedAndWrittenAsWholeNumbers() throws IOException {
    page("page.png", "Morning timetable", "Trains to the sea");
    page("blank.png");
    NumberedVideo.constant(VideoSettings.mp4(new FrameSize(160, 96), new Rational(25, 1)), 5)
        .write(folder.resolve("short.mp4"));
    List<String> lines = run("path,num_frames\npage.png,1\nblank.png,1\nshort.mp4,99\n");
    assertThat(lines).startsWith("path,num_frames,ocr", "page.png,1,2", "blank.png,1,0");
    assertThat(lines.get(3)).matches("short.mp4,99,\\d+");
  }

  @Test
  void aRowThatCannotBeReadKeepsAnEmptyScore() throws IOException {
    page("page.png", "Morning timetable");
    Files.writeString(folder.resolve("broken.mp4"), "no video");
    assertThat(run("path\npage.png\nbroken.mp4\n"))
        .containsExactly("path,ocr", "page.png,1.0", "broken.mp4,");
  }

  private List<String> run(String table) throws IOException {
    Files.writeString(folder.resolve("meta.csv"), table);
    GoldenFiles.Run run = GoldenFiles.run(MODULE, List.of("meta.csv", "--bs", "4"), folder);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(folder.resolve("meta_ocr.csv"));
  }

  private void page(String name, String... lines) throws IOException {
    assumeTrue(hasFont(), "no font is installed, so no text can be drawn");
    BufferedImage image = new BufferedImage(640, 352, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 640, 352);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 36));
    for (int i = 0; i < lines.length; i++) {
      graphics.drawString(lines[i], 80, 100 + 120 * i);
    }
    graphics.dispose();
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  /** A bare machine has no font to draw text with. */
  private static boolean hasFont() {
    try {
      return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length
          > 0;
    } catch (InternalError | RuntimeException e) {
      return false;
    }
  }
}
