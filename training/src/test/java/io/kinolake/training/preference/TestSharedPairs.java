package io.kinolake.training.preference;

import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;
import static io.kinolake.training.preference.StepVideoPreferenceModel.CHOSEN_REWARDS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.ERRORS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REFERENCE;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REJECTED_REWARDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.training.model.SharedSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks find of pairs what one rank finds. */
class TestSharedPairs {
  /** Deviation of weights: with larger ones, what the norms' gradients add up cancels out. */
  private static final float WEIGHTS = 0.1f;

  @ParameterizedTest(name = "TP {0}, CP {1}, smoothing {2}, share of the chosen {3}")
  @CsvSource({"2, 1, 0, 0", "2, 1, 0.1, 0.01", "1, 2, 0, 0", "1, 2, 0.1, 0.01", "2, 2, 0.1, 0.01"})
  void ranksFindTheLossAndGradientsOfOne(
      int tensorRanks, int contextRanks, double smoothing, double ftx) {
    try (TinyPairs tiny = new TinyPairs(TinyPairs.settings(0.05, smoothing, ftx), true)) {
      Map<String, HostTensor> batch = TinyPairs.tensors(TinyPairs.batch());
      batch.put(REFERENCE, reference(tiny, batch).toldAlone().get(LOSSES));

      samples(tiny, batch, 1)
          .assertSame(
              tensorRanks,
              contextRanks,
              List.of(LOSS, LOSSES, ERRORS, CHOSEN_REWARDS, REJECTED_REWARDS));
    }
  }

  @Test
  void tensorParallelRanksKnowTheReferencesErrors() {
    try (TinyPairs tiny = new TinyPairs(TinyPairs.settings(1, 0, 0), true)) {
      SharedSamples reference = reference(tiny, TinyPairs.tensors(TinyPairs.batch()));
      HostTensor due = reference.toldAlone().get(LOSSES);
      List<Map<String, HostTensor>> told = reference.toldTogether(2, 1);

      SharedSamples.assertClose(ERRORS, told.get(0).get(LOSSES), due);
      assertThat(told.get(1).get(LOSSES).toFloats())
          .isEqualTo(told.get(0).get(LOSSES).toFloats())
          .hasSize(2 * TinyPairs.PAIRS);
    }
  }

  private static SharedSamples samples(TinyPairs tiny, Map<String, HostTensor> batch, int seed) {
    return new SharedSamples(
        tiny.model(),
        TinyPairs.LATENTS,
        TestingWeights.random(tiny.model().parameterShapes(), seed, WEIGHTS),
        batch);
  }

  /** Other weights than the policy's. */
  private static SharedSamples reference(TinyPairs tiny, Map<String, HostTensor> batch) {
    return new SharedSamples(
        tiny.model().reference(),
        TinyPairs.LATENTS,
        TestingWeights.random(tiny.model().parameterShapes(), 2, WEIGHTS),
        batch);
  }
}
