package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks notice that they hold different values. */
class TestRankedAgreement {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int RANKS = 4;

  /** More than is looked at at once. */
  private static final int LENGTH = 100_003;

  @TempDir Path folder;

  /** Changes what a rank holds. */
  private interface Change {
    void change(int rank, FloatBuffer norm, FloatBuffer bias);
  }

  @Test
  void ranksThatHoldTheSameGoOn() {
    assertThat(compared((rank, norm, bias) -> {}))
        .allSatisfy(one -> assertThat(one.get()).isTrue());
  }

  @Test
  void theLastBitOfTheLastElementCountsAndEveryRankNamesIt() {
    List<Future<Boolean>> ranks =
        compared(
            (rank, norm, bias) -> {
              if (rank == 2) {
                norm.put(LENGTH - 1, Math.nextUp(norm.get(LENGTH - 1)));
              }
            });

    assertThat(ranks)
        .allSatisfy(
            rank ->
                assertDiffers(
                    rank,
                    "Ranks [0, 1, 3] and [2] hold different values of 'norm' after step 7, though each computes the same.",
                    "Start the same command again: it goes on from the last checkpoint"));
  }

  @Test
  void theFirstOfSeveralParametersIsNamed() {
    List<Future<Boolean>> ranks =
        compared(
            (rank, norm, bias) -> {
              norm.put(0, rank);
              bias.put(0, rank % 2 == 0 ? 0f : -0f);
            });

    assertThat(ranks)
        .allSatisfy(
            rank ->
                assertDiffers(
                    rank,
                    "Ranks [0, 2] and [1, 3] hold different values of 'bias', one of 2 such parameters, after step 7"));
  }

  @Test
  void oneRankHasNobodyToDifferFrom() {
    assertThat(
            LocalRanks.run(
                LocalRanks.places(1, LONG, folder),
                mesh -> {
                  new RankedAgreement(mesh.group(List.of(0))).require(1, Map.of());
                  return true;
                }))
        .containsExactly(true);
  }

  private List<Future<Boolean>> compared(Change change) {
    return LocalRanks.start(
        LocalRanks.places(RANKS, LONG, folder),
        mesh -> {
          Communicator all = mesh.group(LocalRanks.all(RANKS));
          try (NativeTensor norm = numbered(LENGTH);
              NativeTensor bias = NativeTensor.zeros(Shape.of(1))) {
            change.change(all.rank(), norm.floats(), bias.floats());
            new RankedAgreement(all).require(7, Map.of("norm", norm, "bias", bias));
            return true;
          }
        });
  }

  private static NativeTensor numbered(int length) {
    NativeTensor tensor = NativeTensor.zeros(Shape.of(length));
    FloatBuffer floats = tensor.floats();
    for (int i = 0; i < length; i++) {
      floats.put(i, i / 3f);
    }
    return tensor;
  }

  private static void assertDiffers(Future<Boolean> rank, String... parts) {
    assertThatThrownBy(rank::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.RANKS_DIFFER))
        .hasMessageContainingAll(parts);
  }
}
