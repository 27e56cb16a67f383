package io.kinolake.models.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.models.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestTextDetector {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 352;

  private static TextDetector detector;

  @BeforeAll
  static void load() {
    detector = TextDetector.load(1);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void aBlankPictureHasNoText() {
    DetectedText found = detector.detect(picture());
    assertThat(found.boxes()).isEmpty();
    assertThat(found.area()).isZero();
  }

  @Test
  void boxesCoverTheLinesThatAreDrawn() {
    DetectedText found =
        detector.detect(
            picture(new Line("Early morning train", 60, 100), new Line("Exit 7", 300, 260)));
    assertThat(found.boxes()).hasSize(2);
    TextBox first = found.boxes().get(0);
    assertThat(first.left()).isBetween(40, 62);
    assertThat(first.top()).isBetween(50, 82);
    assertThat(first.right()).isGreaterThan(340);
    assertThat(first.bottom()).isBetween(98, 130);
    TextBox second = found.boxes().get(1);
    assertThat(second.left()).isBetween(280, 302);
    assertThat(second.bottom()).isBetween(258, 290);
    assertThat(found.area()).isBetween(0.03, 0.2);
  }

  @Test
  void aLargePictureIsScaledAndASmallOneIsNot() {
    RgbImage large = new RgbImage(1920, 1080, new byte[1920 * 1080 * RgbImage.CHANNELS]);
    DetectedText found = detector.detect(large);
    assertThat(List.of(found.width(), found.height())).isEqualTo(List.of(960, 544));
    RgbImage tiny = new RgbImage(5, 3, new byte[5 * 3 * RgbImage.CHANNELS]);
    assertThat(detector.detect(tiny).width()).isEqualTo(32);
  }

  @Test
  void regionsAreLinesIfTheyAreLargeAndSureEnough() {
    int width = 40;
    float[] map = new float[width * 30];
    fill(map, width, 4, 5, 24, 11, 0.9f);
    fill(map, width, 4, 16, 24, 18, 0.9f); // too low
    fill(map, width, 4, 22, 24, 28, 0.5f); // not sure enough
    List<TextBox> boxes = TextBoxes.of(map, width, 30);
    // 20 by 6 pixels grow by 1.5 * 120 / 52, that is 3.
    assertThat(boxes).hasSize(1);
    assertThat(boxes.get(0)).isEqualTo(new TextBox(1, 2, 27, 14, boxes.get(0).score()));
    assertThat(boxes.get(0).score()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void overlappingBoxesCoverTheirUnion() {
    DetectedText text =
        new DetectedText(10, 10, List.of(new TextBox(0, 0, 5, 4, 1), new TextBox(3, 2, 8, 6, 1)));
    assertThat(text.area()).isCloseTo((20 + 20 - 4) / 100.0, within(1e-9));
  }

  private static void fill(
      float[] map, int width, int left, int top, int right, int bottom, float value) {
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        map[y * width + x] = value;
      }
    }
  }

  private record Line(String text, int left, int baseline) {}

  private static RgbImage picture(Line... lines) {
    assumeTrue(lines.length == 0 || hasFont(), "no font is installed, so no text can be drawn");
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(new Color(40, 60, 90));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(Color.WHITE);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 36));
    for (Line line : lines) {
      graphics.drawString(line.text(), line.left(), line.baseline());
    }
    graphics.dispose();
    byte[] pixels = new byte[WIDTH * HEIGHT * RgbImage.CHANNELS];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int rgb = image.getRGB(i % WIDTH, i / WIDTH);
      pixels[3 * i] = (byte) (rgb >> 16);
      pixels[3 * i + 1] = (byte) (rgb >> 8);
      pixels[3 * i + 2] = (byte) rgb;
    }
    return new RgbImage(WIDTH, HEIGHT, pixels);
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
