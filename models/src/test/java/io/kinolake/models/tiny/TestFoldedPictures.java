package io.kinolake.models.tiny;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.image.RgbImage;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFoldedPictures {
  private static final int WIDTH = 32;
  private static final int HEIGHT = 16;

  @Test
  void channelsAreTheColoursOfEachPixelOfAFold() {
    byte[] pixels = new byte[16 * 8 * RgbImage.CHANNELS];
    // The upper right quarter of the second patch is green.
    for (int y = 0; y < 4; y++) {
      for (int x = 12; x < 16; x++) {
        pixels[(y * 16 + x) * RgbImage.CHANNELS + 1] = (byte) 255;
      }
    }
    float[] folded = FoldedPictures.fold(new RgbImage(16, 8, pixels));
    float[] expected = new float[12 * 2];
    Arrays.fill(expected, FoldedPictures.DARKEST);
    expected[(4 + 1) * 2 + 1] = FoldedPictures.BRIGHTEST;
    assertThat(folded).containsExactly(expected);
  }

  @Test
  void flatColoursAndTheirPassageComeBack() {
    RgbImage red = flat(200, 40, 0);
    RgbImage blue = flat(0, 40, 200);
    List<RgbImage> shown = unfolded(5, red, blue);
    assertThat(shown).hasSize(5);
    assertThat(shown).allMatch(each -> each.width() == WIDTH && each.height() == HEIGHT);
    assertThat(shown.get(0).pixels()).isEqualTo(red.pixels());
    assertThat(shown.get(2).pixels()).isEqualTo(flat(100, 40, 100).pixels());
    assertThat(shown.get(4).pixels()).isEqualTo(blue.pixels());
  }

  @Test
  void picturesBehindTheLastLatentFrameRepeatIt() {
    List<RgbImage> shown = unfolded(8, flat(0, 0, 0), flat(90, 90, 90));
    assertThat(FoldedPictures.latentFrames(8)).isEqualTo(2);
    for (int i = 4; i < 8; i++) {
      assertThat(shown.get(i).pixels()).isEqualTo(flat(90, 90, 90).pixels());
    }
  }

  @Test
  void foldingWhatWasUnfoldedGivesNearlyTheSame() {
    Random random = new Random(7);
    float[] smooth = new float[12 * 2 * 4];
    for (int colour = 0; colour < 3; colour++) {
      double phase = random.nextDouble() * Math.PI;
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 8; x++) {
          int channel = colour * 4 + y % 2 * 2 + x % 2;
          smooth[(channel * 2 + y / 2) * 4 + x / 2] =
              (float) (0.8 * Math.sin(phase + 0.3 * x + 0.2 * y));
        }
      }
    }
    List<RgbImage> shown = new ArrayList<>();
    FoldedPictures.unfold(HostTensor.floats(Shape.of(1, 12, 2, 4), smooth), 1, shown::add);
    assertThat(FoldedPictures.fold(shown.get(0))).containsExactly(smooth, within(0.13f));
  }

  @Test
  void valuesBeyondTheRangeAreClamped() {
    float[] values = new float[12];
    Arrays.fill(values, 0, 4, 3);
    Arrays.fill(values, 4, 12, -3);
    List<RgbImage> shown = new ArrayList<>();
    FoldedPictures.unfold(HostTensor.floats(Shape.of(1, 12, 1, 1), values), 1, shown::add);
    assertThat(shown.get(0).pixels()).startsWith((byte) 255, (byte) 0, (byte) 0);
  }

  private static List<RgbImage> unfolded(int pictures, RgbImage... keys) {
    int plane = 12 * (HEIGHT / 8) * (WIDTH / 8);
    float[] latents = new float[keys.length * plane];
    for (int i = 0; i < keys.length; i++) {
      System.arraycopy(FoldedPictures.fold(keys[i]), 0, latents, i * plane, plane);
    }
    List<RgbImage> shown = new ArrayList<>();
    FoldedPictures.unfold(
        HostTensor.floats(Shape.of(keys.length, 12, HEIGHT / 8, WIDTH / 8), latents),
        pictures,
        shown::add);
    return shown;
  }

  private static RgbImage flat(int red, int green, int blue) {
    byte[] pixels = new byte[WIDTH * HEIGHT * RgbImage.CHANNELS];
    for (int i = 0; i < pixels.length; i += RgbImage.CHANNELS) {
      pixels[i] = (byte) red;
      pixels[i + 1] = (byte) green;
      pixels[i + 2] = (byte) blue;
    }
    return new RgbImage(WIDTH, HEIGHT, pixels);
  }
}
