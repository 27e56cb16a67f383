package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class TestRankLayout {
  private final RankLayout layout = new RankLayout(2, 3, 2);

  @Test
  void tensorParallelRanksStandNextToEachOther() {
    assertThat(layout.worldSize()).isEqualTo(12);
    assertThat(layout.coordinates(0)).isEqualTo(new RankLayout.Coordinates(0, 0, 0));
    assertThat(layout.coordinates(1)).isEqualTo(new RankLayout.Coordinates(1, 0, 0));
    assertThat(layout.coordinates(2)).isEqualTo(new RankLayout.Coordinates(0, 1, 0));
    assertThat(layout.coordinates(6)).isEqualTo(new RankLayout.Coordinates(0, 0, 1));
    assertThat(layout.coordinates(11)).isEqualTo(new RankLayout.Coordinates(1, 2, 1));
  }

  @Test
  void groupsDifferInOneCoordinate() {
    assertThat(layout.tensorGroup(9)).containsExactly(8, 9);
    assertThat(layout.contextGroup(9)).containsExactly(7, 9, 11);
    assertThat(layout.dataGroup(9)).containsExactly(3, 9);
    assertThat(layout.gradientGroup(9)).containsExactly(1, 3, 5, 7, 9, 11);
  }

  @Test
  void groupsOfAnAxisShareOutAllRanks() {
    for (RankLayout any : List.of(layout, new RankLayout(1, 1, 4), new RankLayout(4, 2, 1))) {
      for (IntFunction<List<Integer>> axis :
          List.<IntFunction<List<Integer>>>of(
              any::tensorGroup, any::contextGroup, any::dataGroup, any::gradientGroup)) {
        TreeSet<Integer> seen = new TreeSet<>();
        for (int rank = 0; rank < any.worldSize(); rank++) {
          assertThat(any.rank(any.coordinates(rank))).isEqualTo(rank);
          List<Integer> group = axis.apply(rank);
          assertThat(group).contains(rank).isSorted();
          assertThat(group).allSatisfy(peer -> assertThat(axis.apply(peer)).isEqualTo(group));
          seen.addAll(group);
        }
        assertThat(seen).hasSize(any.worldSize());
      }
    }
  }

  @Test
  void dataParallelismIsWhatIsLeft() {
    assertThat(RankLayout.of(8, 2, 2)).isEqualTo(new RankLayout(2, 2, 2));
    assertBad(() -> RankLayout.of(6, 2, 2), "6 ranks cannot be shared out");
    assertBad(() -> new RankLayout(0, 1, 1), "at least 1");
  }

  private static void assertBad(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BAD_CONFIG))
        .hasMessageContaining(message);
  }
}
