package io.kinolake.models.networks.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestDistanceBuckets {
  private final DistanceBuckets published = new DistanceBuckets(32, 128);

  /** With 16 classes a side, 8 exact: classes 8 to 15 begin at 8 · 16^(k/8). */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, 1",
    "1, 17",
    "-7, 7",
    "-8, 8",
    "-11, 8",
    "-12, 9",
    "-16, 10",
    "16, 26",
    "-32, 12",
    "-64, 14",
    "-90, 14",
    "-91, 15",
    "-127, 15",
    "128, 31",
    "1000000, 31",
    "-1000000, 15"
  })
  void longDistancesShareAClass(long distance, int expected) {
    assertThat(published.of(distance)).isEqualTo(expected);
  }

  @Test
  void classesNeverFallWithTheDistance() {
    for (DistanceBuckets buckets :
        new DistanceBuckets[] {
          published, new DistanceBuckets(4, 2), new DistanceBuckets(64, 1000)
        }) {
      for (int distance = 1; distance < 3 * buckets.farthest(); distance++) {
        assertThat(buckets.of(-distance))
            .isGreaterThanOrEqualTo(buckets.of(1 - distance))
            .isLessThan(buckets.count() / 2);
        assertThat(buckets.of(distance)).isEqualTo(buckets.of(-distance) + buckets.count() / 2);
      }
      assertThat(buckets.of(buckets.farthest())).isEqualTo(buckets.count() - 1);
    }
  }

  @Test
  void someCountsAreNoClasses() {
    assertThatThrownBy(() -> new DistanceBuckets(30, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30 classes");
    assertThatThrownBy(() -> new DistanceBuckets(32, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("up to 8");
  }
}
