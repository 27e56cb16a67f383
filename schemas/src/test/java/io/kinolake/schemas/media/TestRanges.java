package io.kinolake.schemas.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every range of time and of frames. */
class TestRanges {
  private static final int ROUNDS = 2_000;
  private static final long SPREAD = 50; // small, so that equal and neighbouring numbers are common

  @Test
  void aTimeRangeEndsAfterItStartsOrIsRefused() {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      long start = random.nextLong(-SPREAD, SPREAD);
      long end = random.nextLong(-SPREAD, SPREAD);
      if (start < end) {
        assertThat(new TimeRange(start, end).durationUs()).isEqualTo(end - start).isPositive();
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new TimeRange(start, end))
            .withMessageContaining("[" + start + ", " + end + ")");
      }
    }
  }

  @Test
  void aTimeRangeContainsAsManyTimesAsItLasts() {
    Random random = new Random(2);
    for (int round = 0; round < ROUNDS; round++) {
      long start = random.nextLong(-SPREAD, SPREAD);
      TimeRange range = new TimeRange(start, start + 1 + random.nextLong(SPREAD));
      long contained = 0;
      for (long time = -2 * SPREAD; time <= 3 * SPREAD; time++) {
        contained += range.contains(time) ? 1 : 0;
      }
      assertThat(contained).as(range.toString()).isEqualTo(range.durationUs());
      assertThat(range.contains(range.startUs())).isTrue();
      assertThat(range.contains(range.endUs())).isFalse();
    }
  }

  @Test
  void neighbouringTimeRangesShareNoTimeAndLeaveNoneOut() {
    Random random = new Random(3);
    for (int round = 0; round < ROUNDS; round++) {
      long start = random.nextLong(-1_000_000_000L, 1_000_000_000L);
      long cut = start + 1 + random.nextInt(1_000_000);
      long end = cut + 1 + random.nextInt(1_000_000);
      TimeRange whole = new TimeRange(start, end);
      TimeRange first = new TimeRange(start, cut);
      TimeRange second = new TimeRange(cut, end);
      assertThat(first.durationUs() + second.durationUs()).isEqualTo(whole.durationUs());
      for (long time : new long[] {start - 1, start, cut - 1, cut, end - 1, end}) {
        int holders = (first.contains(time) ? 1 : 0) + (second.contains(time) ? 1 : 0);
        assertThat(holders).as("%d in %s", time, whole).isEqualTo(whole.contains(time) ? 1 : 0);
      }
    }
  }

  @Test
  void aFrameRangeIsNeitherEmptyNorNegativeOrIsRefused() {
    Random random = new Random(4);
    for (int round = 0; round < ROUNDS; round++) {
      long start = random.nextLong(-SPREAD, SPREAD);
      long end = random.nextLong(-SPREAD, SPREAD);
      if (start >= 0 && start < end) {
        assertThat(new FrameRange(start, end).length()).isEqualTo(end - start).isPositive();
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new FrameRange(start, end))
            .withMessageContaining("[" + start + ", " + end + ")");
      }
    }
  }

  @Test
  void aFrameRangeContainsAsManyFramesAsItIsLong() {
    Random random = new Random(5);
    for (int round = 0; round < ROUNDS; round++) {
      long start = random.nextLong(SPREAD);
      FrameRange range = new FrameRange(start, start + 1 + random.nextLong(SPREAD));
      long contained = 0;
      for (long frame = -1; frame <= 2 * SPREAD; frame++) {
        contained += range.contains(frame) ? 1 : 0;
      }
      assertThat(contained).as(range.toString()).isEqualTo(range.length());
      assertThat(range.contains(range.end() - 1)).isTrue();
      assertThat(range.contains(range.end())).isFalse();
    }
  }
}
