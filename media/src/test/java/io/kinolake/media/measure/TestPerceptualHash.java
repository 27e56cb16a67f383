package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.measure.Scenery.View;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestPerceptualHash {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;

  @Test
  void aScaledPictureHasNearlyTheSameHash() {
    for (int seed = 0; seed < 10; seed++) {
      GrayImage picture = picture(seed);
      assertThat(distance(picture, picture.bilinear(211, 97))).isLessThanOrEqualTo(4);
      assertThat(distance(picture, picture.bilinear(960, 540))).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aNoisyAndBrighterCopyIsNear() {
    Random random = new Random(1);
    for (int seed = 0; seed < 10; seed++) {
      GrayImage picture = picture(seed);
      byte[] levels = picture.levels().clone();
      for (int i = 0; i < levels.length; i++) {
        double level = (levels[i] & 0xff) * 0.9 + 12 + 8 * random.nextGaussian();
        levels[i] = (byte) Math.max(0, Math.min(255, level));
      }
      assertThat(distance(picture, GrayImage.of(WIDTH, HEIGHT, levels))).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void otherPicturesAreFar() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(distance(picture(seed), picture(seed + 100))).isGreaterThan(16);
    }
  }

  @Test
  void halfOfTheBitsAreSetAndTheDigitsTellThemAll() {
    PerceptualHash hash = PerceptualHash.of(picture(3));
    assertThat(Long.bitCount(hash.bits())).isEqualTo(32);
    assertThat(hash.hex()).matches("[0-9a-f]{16}");
    assertThat(PerceptualHash.parse(hash.hex())).isEqualTo(hash);
    assertThat(PerceptualHash.of(picture(3))).isEqualTo(hash);
  }

  @Test
  void aWaveSetsTheBitOfItsFrequencies() {
    byte[] product = new byte[32 * 32];
    for (int i = 0; i < product.length; i++) {
      double across = Math.cos(Math.PI * (2 * (i % 32) + 1) / 64);
      double down = Math.cos(Math.PI * 2 * (2 * (i / 32) + 1) / 64);
      product[i] = (byte) Math.round(128 + 100 * across * down);
    }
    long bits = PerceptualHash.of(GrayImage.of(32, 32, product)).bits();
    assertThat(bits >>> 55 & 1).isEqualTo(1); // row 1 (frequency 2), column 0 (frequency 1)
  }

  private static int distance(GrayImage one, GrayImage other) {
    return PerceptualHash.of(one).distance(PerceptualHash.of(other));
  }

  private static GrayImage picture(long seed) {
    return new Scenery(seed).seen(WIDTH, HEIGHT, View.CENTRE);
  }
}
