package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TestBlackBars {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 90;

  @Test
  void barsAreFoundToThePixel() {
    BlackBars bars = find(framed(7, 12, 0, 11, 200));
    assertThat(bars).isEqualTo(new BlackBars(WIDTH, HEIGHT, 7, 12, 0, 11));
    assertThat(bars.share()).isCloseTo(1 - 153.0 * 67 / (160 * 90), within(1e-12));
    assertThat(bars.label()).isEqualTo("windowbox");
    assertThat(find(framed(0, 12, 0, 12, 200)).label()).isEqualTo("letterbox");
    assertThat(find(framed(20, 0, 20, 0, 200)).label()).isEqualTo("pillarbox");
    assertThat(find(framed(0, 0, 0, 0, 200)).label()).isEqualTo("none");
    assertThat(find(framed(0, 0, 0, 0, 200)).share()).isZero();
  }

  @Test
  void ringingAndASpeckInABarAreForgiven() {
    GrayImage picture = framed(0, 12, 0, 12, 200);
    Random random = new Random(1);
    for (int i = 0; i < 12 * WIDTH; i++) {
      picture.levels()[i] = (byte) random.nextInt(16);
    }
    picture.levels()[5 * WIDTH + 40] = 90;
    assertThat(find(picture).top()).isEqualTo(12);
  }

  @Test
  void aDarkPictureAmongOthersDoesNotWidenTheBars() {
    BlackBars bars = find(framed(0, 12, 0, 12, 3), framed(0, 12, 0, 12, 200));
    assertThat(bars.top()).isEqualTo(12);
    assertThat(bars.bottom()).isEqualTo(12);
  }

  @Test
  void aBarMustBeThereAllTheTime() {
    assertThat(find(framed(0, 12, 0, 12, 200), framed(0, 0, 0, 12, 200)).top()).isZero();
  }

  @Test
  void aBlackClipIsAllBar() {
    BlackBars bars = find(framed(0, 0, 0, 0, 2));
    assertThat(bars.label()).isEqualTo("black");
    assertThat(bars.share()).isEqualTo(1);
  }

  @Test
  void picturesOfTwoSizesAreRefused() {
    BlackBars.Finder finder = new BlackBars.Finder();
    assertThatThrownBy(finder::bars).hasMessageContaining("No picture");
    finder.add(GrayImage.of(10, 10, new byte[100]));
    assertThatThrownBy(() -> finder.add(GrayImage.of(9, 10, new byte[90])))
        .hasMessageContaining("9x10");
  }

  private static BlackBars find(GrayImage... pictures) {
    BlackBars.Finder finder = new BlackBars.Finder();
    for (GrayImage picture : pictures) {
      finder.add(picture);
    }
    return finder.bars();
  }

  private static GrayImage framed(int left, int top, int right, int bottom, int level) {
    byte[] levels = new byte[WIDTH * HEIGHT];
    for (int y = top; y < HEIGHT - bottom; y++) {
      for (int x = left; x < WIDTH - right; x++) {
        levels[y * WIDTH + x] = (byte) level;
      }
    }
    return GrayImage.of(WIDTH, HEIGHT, levels);
  }
}
