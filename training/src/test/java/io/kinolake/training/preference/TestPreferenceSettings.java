package io.kinolake.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestPreferenceSettings {
  @Test
  void defaultsAreTheGuides() {
    assertThat(PreferenceSettings.GUIDE)
        .isEqualTo(new PreferenceSettings(2000, 0.1, 0, 0, 0, Optional.empty(), Optional.empty()));
  }

  @Test
  void valuesWithoutMeaningAreRefused() {
    refused(0, 0.1, 0, 0, 0, 1.0).hasMessageContaining("loss-beta and dpo-beta are positive");
    refused(1, Double.NaN, 0, 0, 0, 1.0).hasMessageContaining("dpo-beta");
    refused(1, 0.1, 0.5, 0, 0, 1.0).hasMessageContaining("label-smoothing");
    refused(1, 0.1, 0, -1, 0, 1.0).hasMessageContaining("pref-ftx");
    refused(1, 0.1, 0, 0, -1, 1.0).hasMessageContaining("weight-alpha");
    refused(1, 0.1, 0, 0, 0, 0.0).hasMessageContaining("weight-beta");
  }

  @Test
  void weightsNeedAHistogram() {
    assertThatThrownBy(
            () -> new PreferenceSettings(2000, 0.1, 0, 0, 0.72, Optional.empty(), Optional.empty()))
        .hasMessageContaining("needs histogram")
        .hasMessageContaining("kinolake prefer");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      double lossBeta, double dpoBeta, double smoothing, double ftx, double alpha, double beta) {
    return assertThatThrownBy(
            () ->
                new PreferenceSettings(
                    lossBeta,
                    dpoBeta,
                    smoothing,
                    ftx,
                    alpha,
                    Optional.of(beta),
                    Optional.of("histogram.json")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
