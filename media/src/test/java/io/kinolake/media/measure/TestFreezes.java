package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFreezes {
  private static final long FRAME_US = 40_000;

  @Test
  void theLongestRunLastsFromItsFirstFrameToItsLast() {
    Freezes freezes = watch(10, 50, 50, 50, 90, 90, 130);
    assertThat(freezes).isEqualTo(new Freezes(80_000, 120_000, 240_000, 3));
    assertThat(freezes.share()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void movingPicturesHaveNoFreeze() {
    assertThat(watch(0, 10, 20, 30)).isEqualTo(new Freezes(0, 0, 120_000, 0));
  }

  @Test
  void aClipOfOnePictureIsFrozenThroughout() {
    assertThat(watch(7, 7, 7, 7).share()).isEqualTo(1);
  }

  @Test
  void oneFrameIsNoFreeze() {
    assertThat(watch(7)).isEqualTo(new Freezes(0, 0, 0, 0));
    assertThat(watch(7).share()).isZero();
  }

  @Test
  void aSlowFadeIsNotFrozen() {
    assertThat(watch(100, 101, 102, 103, 104).repeated()).isZero();
  }

  @Test
  void aSlowDriftBelowTheThresholdEndsTheRunInTheEnd() {
    // A patch brightens by one level a frame: never far from the frame before, far from the first.
    Freezes.Watch watch = new Freezes.Watch();
    for (int i = 0; i < 8; i++) {
      byte[] levels = new byte[100];
      levels[3] = (byte) (50 + i);
      watch.add(GrayImage.of(10, 10, levels), i * FRAME_US);
    }
    assertThat(watch.freezes().longestUs()).isEqualTo(3 * FRAME_US);
  }

  @Test
  void whatACodecDoesToARepeatedFrameIsForgiven() {
    Random random = new Random(5);
    Freezes.Watch watch = new Freezes.Watch();
    for (int i = 0; i < 6; i++) {
      byte[] levels = new byte[400];
      for (int pixel = 0; pixel < levels.length; pixel++) {
        levels[pixel] = (byte) (100 + (random.nextInt(10) == 0 ? 2 : 0));
      }
      watch.add(GrayImage.of(20, 20, levels), i * FRAME_US);
    }
    assertThat(watch.freezes().repeated()).isEqualTo(5);
  }

  private static Freezes watch(int... levels) {
    Freezes.Watch watch = new Freezes.Watch();
    for (int i = 0; i < levels.length; i++) {
      byte[] picture = new byte[100];
      Arrays.fill(picture, (byte) levels[i]);
      watch.add(GrayImage.of(10, 10, picture), i * FRAME_US);
    }
    return watch.freezes();
  }
}
