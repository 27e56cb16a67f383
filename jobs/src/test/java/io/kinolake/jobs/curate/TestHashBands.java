package io.kinolake.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TestHashBands {

  @Test
  void everyNearPairIsFoundByExactlyOneMask() {
    Random random = new Random(1);
    for (int distance = 1; distance <= CurateSettings.Dedup.MOST; distance++) {
      for (int agreeing = 1; agreeing <= 2; agreeing++) {
        HashBands bands = HashBands.agreeing(distance, agreeing);
        for (int i = 0; i < 50; i++) {
          long a = random.nextLong();
          assertThat(findings(bands, a, flip(a, random.nextInt(distance + 1), random)))
              .as("distance %d, agreeing %d", distance, agreeing)
              .isEqualTo(1);
          assertThat(findings(bands, a, flip(a, distance + 1, random))).isZero();
        }
      }
    }
  }

  @Test
  void moreHashesMakeNarrowerBuckets() {
    assertThat(HashBands.of(8, 1000, 1000).masks()).hasSize(9);
    assertThat(HashBands.of(8, 100_000_000, 100_000_000).masks()).hasSizeGreaterThan(9);
  }

  /** In how many masks' buckets the two meet and are reported. */
  private static int findings(HashBands bands, long a, long b) {
    int found = 0;
    for (int mask = 0; mask < bands.masks().size(); mask++) {
      boolean meet = ((a ^ b) & bands.masks().get(mask)) == 0;
      if (meet && bands.isFoundBy(mask, a, b)) {
        found++;
      }
    }
    return found;
  }

  private static long flip(long hash, int bits, Random random) {
    long result = hash;
    while (Long.bitCount(hash ^ result) < bits) {
      result ^= 1L << random.nextInt(64);
    }
    return Long.bitCount(hash ^ result) == bits ? result : flip(hash, bits, random);
  }
}
