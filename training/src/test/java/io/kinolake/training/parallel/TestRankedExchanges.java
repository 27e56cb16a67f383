package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRankedExchanges {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1,1,2,3,2", "2,1,3,2,4", "2,2,3,4,5", "3,2,1,6,1", "3,0,4,3,2", "4,3,2,8,3"})
  void tokensBecomeHeadsAndBack(int ranks, int batch, int tokens, int heads, int size) {
    int own = heads / ranks;
    LocalRanks.run(
        LocalRanks.places(ranks, LONG, folder),
        mesh -> {
          Communicator context = mesh.group(LocalRanks.all(ranks));
          int rank = context.rank();
          RankedExchanges exchanges = new RankedExchanges(mesh.group(List.of(rank)), context);
          try (NativeTensor byTokens =
                  numbered(
                      Shape.of(batch, tokens, heads, size), new int[] {0, rank * tokens, 0, 0});
              NativeTensor byHeads =
                  numbered(
                      Shape.of(batch, (long) tokens * ranks, own, size),
                      new int[] {0, 0, rank * own, 0});
              NativeTensor there = exchanges.tokensToHeads(byTokens);
              NativeTensor back = exchanges.headsToTokens(byHeads)) {
            assertThat(there.shape()).isEqualTo(byHeads.shape());
            assertThat(there.floats()).isEqualTo(byHeads.floats());
            assertThat(back.shape()).isEqualTo(byTokens.shape());
            assertThat(back.floats()).isEqualTo(byTokens.floats());
          }
          return rank;
        });
  }

  @Test
  void sumsAreOverTheTensorParallelRanksOnly() {
    assertThat(exchanged(RankedExchanges::sum)).containsExactly(2f, 2f, 6f, 6f);
  }

  @Test
  void meansAreOverTheContextParallelRanksOnly() {
    assertThat(exchanged(RankedExchanges::average)).containsExactly(1.5f, 2.5f, 1.5f, 2.5f);
  }

  /** What four ranks, TP 2 and CP 2, have of a value that was each one's number and a half. */
  private List<Float> exchanged(BiConsumer<RankedExchanges, NativeTensor> operation) {
    RankLayout layout = new RankLayout(2, 2, 1);
    return LocalRanks.run(
        LocalRanks.places(4, LONG, folder),
        mesh -> {
          int rank = mesh.group(LocalRanks.all(4)).rank();
          RankedExchanges exchanges =
              new RankedExchanges(
                  mesh.group(layout.tensorGroup(rank)), mesh.group(layout.contextGroup(rank)));
          try (NativeTensor value = NativeTensor.zeros(Shape.of(3))) {
            value.floats().put(1, rank + 0.5f);
            operation.accept(exchanges, value);
            return value.floats().get(1);
          }
        });
  }

  @Test
  void headsThatCannotBeSharedAreRefused() {
    assertThatThrownBy(
            () ->
                LocalRanks.run(
                    LocalRanks.places(2, LONG, folder),
                    mesh -> {
                      Communicator context = mesh.group(LocalRanks.all(2));
                      try (NativeTensor value = NativeTensor.zeros(Shape.of(1, 2, 3, 2))) {
                        return new RankedExchanges(mesh.group(List.of(context.rank())), context)
                            .tokensToHeads(value);
                      }
                    }))
        .hasMessageContaining("3 heads for 2 ranks");
  }

  /** Each element tells where it stands in the whole, of which this is a part. */
  private static NativeTensor numbered(Shape shape, int[] start) {
    NativeTensor tensor = NativeTensor.zeros(shape);
    FloatBuffer floats = tensor.floats();
    long[] at = new long[4];
    while (floats.hasRemaining()) {
      long left = floats.position();
      for (int axis = 3; axis >= 0; axis--) {
        at[axis] = start[axis] + left % shape.dim(axis);
        left /= shape.dim(axis);
      }
      floats.put((float) (((at[0] * 40 + at[1]) * 40 + at[2]) * 40 + at[3]));
    }
    return tensor;
  }
}
