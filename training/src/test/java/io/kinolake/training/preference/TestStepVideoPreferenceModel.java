package io.kinolake.training.preference;

import static io.kinolake.training.model.TrainableModel.LOSS;
import static io.kinolake.training.model.TrainableModel.LOSSES;
import static io.kinolake.training.preference.StepVideoPreferenceModel.ACCURACIES;
import static io.kinolake.training.preference.StepVideoPreferenceModel.CHOSEN_REWARDS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.ERRORS;
import static io.kinolake.training.preference.StepVideoPreferenceModel.LOSS_TIME;
import static io.kinolake.training.preference.StepVideoPreferenceModel.PAIR_WEIGHT;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REFERENCE;
import static io.kinolake.training.preference.StepVideoPreferenceModel.REJECTED_REWARDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestStepVideoPreferenceModel {
  private static final Offset<Float> CLOSE = within(1e-5f);

  @ParameterizedTest(name = "staged: {0}")
  @ValueSource(booleans = {false, true})
  void policyThatIsTheReferencePrefersNothing(boolean staged) {
    try (TinyPairs tiny = new TinyPairs(TinyPairs.settings(1, 0, 0), staged)) {
      Map<String, float[]> batch = TinyPairs.batch();
      batch.put(REFERENCE, tiny.told(tiny.weights(1), with(batch, new float[4])).get(ERRORS));
      Map<String, float[]> told = tiny.told(tiny.weights(1), batch);

      assertThat(told.get(LOSS)[0]).isCloseTo((float) Math.log(2), CLOSE);
      assertThat(told.get(CHOSEN_REWARDS)).containsExactly(new float[2], within(0f));
      assertThat(told.get(REJECTED_REWARDS)).containsExactly(new float[2], within(0f));
      assertThat(told.get(ACCURACIES)).containsOnly(0);
    }
  }

  @ParameterizedTest(name = "staged: {0}")
  @ValueSource(booleans = {false, true})
  void referenceHasTheErrorsOfItsWeights(boolean staged) {
    try (TinyPairs tiny = new TinyPairs(TinyPairs.settings(1, 0, 0), staged)) {
      Map<String, float[]> batch = TinyPairs.batch();
      float[] errors = tiny.reference(tiny.weights(2), batch);

      assertThat(errors).hasSize(4);
      assertThat(errors[0]).isNotCloseTo(errors[2], CLOSE);
      assertThat(tiny.told(tiny.weights(2), with(batch, errors)).get(ERRORS))
          .containsExactly(errors, CLOSE);
    }
  }

  @Test
  void swappedVideosMirrorTheLoss() {
    try (TinyPairs tiny = new TinyPairs(TinyPairs.settings(0.05, 0, 0), false)) {
      Map<String, float[]> there = given(tiny, TinyPairs.batch());
      Map<String, float[]> back = given(tiny, TinyPairs.swapped());
      Map<String, float[]> told = tiny.told(tiny.weights(1), there);
      Map<String, float[]> mirrored = tiny.told(tiny.weights(1), back);

      for (int i = 0; i < TinyPairs.PAIRS; i++) {
        float margin = told.get(CHOSEN_REWARDS)[i] - told.get(REJECTED_REWARDS)[i];
        assertThat(mirrored.get(CHOSEN_REWARDS)[i]).isCloseTo(told.get(REJECTED_REWARDS)[i], CLOSE);
        assertThat(mirrored.get(ACCURACIES)[i]).isEqualTo(1 - told.get(ACCURACIES)[i]);
        // log σ(z) − log σ(−z) = z
        assertThat(mirrored.get(LOSSES)[i] - told.get(LOSSES)[i]).isCloseTo(margin, within(1e-4f));
      }
    }
  }

  @ParameterizedTest(name = "smoothing {0}, share of the chosen {1}, staged: {2}")
  @CsvSource({"0, 0, false", "0.2, 0, true", "0.1, 0.01, false"})
  void graphAgreesWithTheFormulaAndWithDifferences(double smoothing, double ftx, boolean staged) {
    PreferenceSettings settings = TinyPairs.settings(0.05, smoothing, ftx);
    try (TinyPairs tiny = new TinyPairs(settings, staged)) {
      Map<String, float[]> batch = given(tiny, TinyPairs.batch());
      batch.put(PAIR_WEIGHT, new float[] {0.5f, 3});
      Map<String, float[]> gradients = new LinkedHashMap<>();
      Map<String, float[]> told = tiny.learned(tiny.weights(1), batch, gradients);

      assertThat(told.get(LOSSES)).containsExactly(formula(settings, batch, told), within(1e-4f));
      assertThat(gradients.keySet()).isEqualTo(tiny.weights(1).keySet());
      double length = 0;
      for (float[] gradient : gradients.values()) {
        for (float value : gradient) {
          length += (double) value * value;
        }
      }
      length = Math.sqrt(length);
      double step = 2e-3;
      double above = tiny.told(moved(tiny, gradients, step / length), batch).get(LOSS)[0];
      double below = tiny.told(moved(tiny, gradients, -step / length), batch).get(LOSS)[0];
      assertThat((above - below) / (2 * step)).isCloseTo(length, within(0.02 * length));
    }
  }

  /** Pairs with the errors of other weights for the reference. */
  private static Map<String, float[]> given(TinyPairs tiny, Map<String, float[]> batch) {
    return with(batch, tiny.reference(tiny.weights(2), batch));
  }

  private static Map<String, float[]> with(Map<String, float[]> batch, float... reference) {
    Map<String, float[]> whole = new LinkedHashMap<>(batch);
    whole.put(REFERENCE, reference);
    return whole;
  }

  private static float[] formula(
      PreferenceSettings settings, Map<String, float[]> batch, Map<String, float[]> told) {
    float[] losses = new float[TinyPairs.PAIRS];
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          (float)
              new PreferenceFormula(settings, batch.get(PAIR_WEIGHT)[i])
                  .of(side(batch, told, i), side(batch, told, i + TinyPairs.PAIRS))
                  .loss();
    }
    return losses;
  }

  private static PreferenceFormula.Side side(
      Map<String, float[]> batch, Map<String, float[]> told, int row) {
    return new PreferenceFormula.Side(
        batch.get(LOSS_TIME)[row], told.get(ERRORS)[row], batch.get(REFERENCE)[row]);
  }

  private static Map<String, float[]> moved(
      TinyPairs tiny, Map<String, float[]> direction, double by) {
    Map<String, float[]> weights = tiny.weights(1);
    weights.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (direction.get(name)[i] * by);
          }
        });
    return weights;
  }
}
