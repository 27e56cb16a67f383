package io.kinolake.training.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestVideoSeeds {
  @Test
  void seedsDoNotDependOnOtherPrompts() {
    VideoSeeds alone = new VideoSeeds(3);
    List<Long> expected = List.of(alone.next("dog"), alone.next("dog"));
    VideoSeeds among = new VideoSeeds(3);
    among.next("cat");
    long first = among.next("dog");
    among.next("cat");
    assertThat(List.of(first, among.next("dog"))).isEqualTo(expected);
  }

  @Test
  void videosOfOneTextAndRunsOfOtherSeedsDiffer() {
    List<Long> drawn = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      VideoSeeds seeds = new VideoSeeds(seed);
      for (int i = 0; i < 20; i++) {
        drawn.add(seeds.next("dog"));
      }
    }
    assertThat(new HashSet<>(drawn)).hasSize(drawn.size());
    assertThat(drawn).allMatch(seed -> seed >= 0 && seed < 1L << 32);
  }
}
