package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestRankShare {
  @Test
  void sharesAreContiguousAndEqualButForOneSample() {
    for (int size = 0; size < 20; size++) {
      List<Integer> batch = IntStream.range(0, size).boxed().toList();
      for (int ranks = 1; ranks < 9; ranks++) {
        List<Integer> joined = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
          List<Integer> share =
              new RankShare(rank, ranks, 3).of(batch).stream().flatMap(List::stream).toList();
          assertThat(share.size()).isBetween(size / ranks, (size + ranks - 1) / ranks);
          joined.addAll(share);
        }
        assertThat(joined).isEqualTo(batch);
      }
    }
  }

  @Test
  void microBatchesAreFullButForTheLast() {
    assertThat(new RankShare(1, 2, 3).of(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)))
        .containsExactly(List.of(5, 6, 7), List.of(8, 9));
    assertThat(new RankShare(0, 4, 3).of(List.of(7))).isEmpty();
  }

  @Test
  void refusesNumbersOutOfRange() {
    for (int[] wrong : new int[][] {{0, 0, 1}, {-1, 2, 1}, {2, 2, 1}, {0, 2, 0}}) {
      assertThatThrownBy(() -> new RankShare(wrong[0], wrong[1], wrong[2]))
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("Rank " + wrong[0] + " of " + wrong[1]);
    }
  }
}
