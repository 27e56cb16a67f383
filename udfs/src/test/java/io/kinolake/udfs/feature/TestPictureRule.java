package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.udfs.feature.PictureRule.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestPictureRule {
  @Test
  void theTargetOfTheNearestAspectRatioIsTaken() {
    PictureRule rule =
        new PictureRule(
            List.of(new FrameSize(128, 72), new FrameSize(96, 96), new FrameSize(72, 128)),
            Style.SMOOTH);
    assertThat(rule.targetFor(1920, 1080)).isEqualTo(new FrameSize(128, 72));
    assertThat(rule.targetFor(500, 480)).isEqualTo(new FrameSize(96, 96));
    assertThat(rule.targetFor(478, 850)).isEqualTo(new FrameSize(72, 128));
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void theMiddleOfThePictureIsKept(Style style) {
    PictureRule rule = new PictureRule(List.of(new FrameSize(32, 32)), style);
    RgbImage wide = rule.apply(halves(128, 64), new FrameSize(32, 32));
    assertThat(wide.width()).isEqualTo(32);
    assertThat(wide.height()).isEqualTo(32);
    assertThat(wide.pixels()[0] & 0xff).isZero();
    assertThat(wide.pixels()[31 * RgbImage.CHANNELS] & 0xff).isEqualTo(255);
  }

  @Test
  void everySizeCanBeCropped() {
    for (Style style : Style.values()) {
      PictureRule rule = new PictureRule(List.of(new FrameSize(48, 40)), style);
      for (int width = 20; width < 110; width += 7) {
        for (int height = 20; height < 110; height += 9) {
          RgbImage picture = rule.apply(halves(width, height), new FrameSize(48, 40));
          assertThat(picture.width()).isEqualTo(48);
          assertThat(picture.height()).isEqualTo(40);
        }
      }
    }
  }

  /** Black on the left, white on the right. */
  private static RgbImage halves(int width, int height) {
    byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / RgbImage.CHANNELS % width < width / 2 ? 0 : 255);
    }
    return new RgbImage(width, height, pixels);
  }
}
