package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestFrameChoice {

  @Test
  void fixedIndicesAreClampedToTheLastFrame() {
    FrameChoice choice = FrameChoice.at(0L, 10L, 20L, 30L);
    assertThat(indices(choice, 100)).containsExactly(0L, 10L, 20L, 30L);
    assertThat(indices(choice, 15)).containsExactly(0L, 10L, 14L);
    assertThat(indices(choice, 1)).containsExactly(0L);
  }

  @Test
  void spreadFramesAreTheMiddlesOfEqualShares() {
    assertThat(indices(new FrameChoice.Spread(3), 60)).containsExactly(10L, 30L, 50L);
    assertThat(indices(new FrameChoice.Spread(4), 3)).containsExactly(0L, 1L, 2L);
    assertThat(indices(new FrameChoice.Spread(6), 1)).containsExactly(0L);
  }

  @Test
  void pairsAreSpreadAndDoNotOverlap() {
    Random random = new Random(6);
    for (int round = 0; round < 500; round++) {
      int count = 1 + random.nextInt(20);
      int gap = 1 + random.nextInt(10);
      long frames = 1L + random.nextInt(400);
      Map<Long, Long> pairs = new FrameChoice.Pairs(count, gap).endsByStart(frames);
      assertThat(pairs).hasSizeBetween(1, count);
      long end = 0;
      for (long start : pairs.keySet().stream().sorted().toList()) {
        assertThat(start).isBetween(end, frames - 1);
        end = pairs.get(start);
        assertThat(end).isEqualTo(Math.min(start + gap, frames - 1));
      }
    }
    assertThat(new FrameChoice.Pairs(2, 3).endsByStart(23)).isEqualTo(Map.of(5L, 8L, 15L, 18L));
    assertThat(new FrameChoice.Pairs(2, 3).endsByStart(2)).isEqualTo(Map.of(0L, 1L));
  }

  @Test
  void allFramesAreAll() {
    assertThat(indices(FrameChoice.all(), 3)).containsExactly(0L, 1L, 2L);
  }

  private static List<Long> indices(FrameChoice choice, long frames) {
    FrameSet set = choice.of(frames);
    List<Long> indices = LongStream.range(0, frames + 5).filter(set::contains).boxed().toList();
    assertThat(set.last()).isEqualTo(indices.get(indices.size() - 1));
    return indices;
  }
}
