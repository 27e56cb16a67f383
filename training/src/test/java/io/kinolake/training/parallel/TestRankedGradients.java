package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.optimizer.AdamW;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.optimizer.GradientExchange;
import io.kinolake.training.optimizer.LearningRate;
import io.kinolake.training.optimizer.WeightUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update by many ranks is that of one. */
class TestRankedGradients {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int STEPS = 3;

  @TempDir Path folder;

  /** What a rank ends with: norms of the gradients, and parameters by name. */
  private record Result(List<Double> norms, Map<String, float[]> parameters) {}

  @Test
  void dataAndContextParallelRanksMakeTheUpdateOfOne() {
    assertSame(new RankLayout(1, 2, 2));
    assertSame(new RankLayout(1, 1, 3));
  }

  @Test
  void squaresOfWholeParametersCountOnceOverTensorParallelRanks() {
    assertSame(new RankLayout(2, 1, 1));
    assertSame(new RankLayout(2, 1, 2));
  }

  private void assertSame(RankLayout layout) {
    Result one = update(new RankLayout(1, 1, 1), 0, GradientExchange.ALONE);
    List<Result> ranks =
        LocalRanks.run(
            LocalRanks.places(layout.worldSize(), LONG, folder),
            mesh -> {
              int rank = mesh.group(LocalRanks.all(layout.worldSize())).rank();
              return update(
                  layout,
                  rank,
                  new RankedGradients(
                      mesh.group(layout.gradientGroup(rank)),
                      mesh.group(layout.tensorGroup(rank)),
                      Set.of("split")));
            });
    for (int rank = 0; rank < ranks.size(); rank++) {
      Result result = ranks.get(rank);
      assertThat(result.norms()).isEqualTo(ranks.get(0).norms());
      for (int step = 0; step < STEPS; step++) {
        assertThat(result.norms().get(step)).isCloseTo(one.norms().get(step), within(1e-5));
      }
      assertClose(result.parameters().get("whole"), one.parameters().get("whole"));
      assertClose(
          result.parameters().get("split"),
          part(one.parameters().get("split"), layout.coordinates(rank).tensor(), layout.tensor()));
    }
  }

  /** Each rank has a share of every gradient, and a part of the split parameter. */
  private static Result update(RankLayout layout, int rank, GradientExchange exchange) {
    RankLayout.Coordinates at = layout.coordinates(rank);
    int shares = layout.context() * layout.data();
    int share = at.context() + layout.context() * at.data();
    try (ElementWork work = new ElementWork(1);
        NativeTensor whole = tensor(values(1, 5));
        NativeTensor split = tensor(part(values(2, 12), at.tensor(), layout.tensor()));
        WeightUpdate update =
            new WeightUpdate(
                new WeightUpdate.Settings(
                    new AdamW.Settings(0.9, 0.999, 1e-8, 0.01),
                    LearningRate.constant(0.1),
                    0.5,
                    Optional.empty()),
                Map.of("whole", whole, "split", split),
                List.of("split", "whole"),
                exchange,
                work)) {
      List<Double> norms = new ArrayList<>();
      for (int step = 1; step <= STEPS; step++) {
        try (NativeTensor a = tensor(shared(values(10 * step, 5), share, shares));
            NativeTensor b =
                tensor(
                    part(
                        shared(values(10 * step + 1, 12), share, shares),
                        at.tensor(),
                        layout.tensor()))) {
          norms.add(update.apply(step, Map.of("whole", a, "split", b)).gradientNorm());
        }
      }
      Map<String, float[]> parameters = new LinkedHashMap<>();
      parameters.put("whole", floats(whole));
      parameters.put("split", floats(split));
      return new Result(norms, parameters);
    }
  }

  private static float[] values(int seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** Uneven summands of the values. */
  private static float[] shared(float[] values, int share, int shares) {
    float[] summand = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      summand[i] = values[i] * 2 * (share + 1) / (shares * (shares + 1));
    }
    return summand;
  }

  private static float[] part(float[] values, int part, int parts) {
    int length = values.length / parts;
    return Arrays.copyOfRange(values, part * length, (part + 1) * length);
  }

  private static NativeTensor tensor(float[] values) {
    NativeTensor tensor = NativeTensor.zeros(Shape.of(values.length));
    tensor.floats().put(values);
    return tensor;
  }

  private static float[] floats(NativeTensor tensor) {
    float[] values = new float[tensor.floats().capacity()];
    tensor.floats().get(values);
    return values;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }
}
