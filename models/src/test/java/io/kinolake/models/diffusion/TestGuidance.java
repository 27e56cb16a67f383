package io.kinolake.models.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import org.junit.jupiter.api.Test;

class TestGuidance {
  private static final HostTensor LATENTS = HostTensor.floats(Shape.of(1, 2, 2), 1, 2, 3, 4);

  /** Gives back the batch's first half as it is, and the second tenfold. */
  private static HostTensor answer(HostTensor doubled, float timestep) {
    float[] values = doubled.toFloats();
    for (int i = values.length / 2; i < values.length; i++) {
      values[i] *= 10;
    }
    assertThat(timestep).isEqualTo(0.5f);
    return HostTensor.floats(doubled.shape(), values);
  }

  @Test
  void everySampleIsAskedForTwice() {
    Guidance guidance =
        new Guidance(
            (doubled, time) -> {
              assertThat(doubled.shape()).isEqualTo(Shape.of(2, 2, 2));
              assertThat(doubled.toFloats()).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
              return doubled;
            },
            4,
            Guidance.Order.TEXT_FIRST,
            Guidance.ALL_CHANNELS);
    assertThat(guidance.predict(LATENTS, 0)).isEqualTo(LATENTS);
  }

  @Test
  void theResultLiesBeyondTheTexts() {
    assertThat(guided(Guidance.Order.TEXT_FIRST, Guidance.ALL_CHANNELS))
        .containsExactly(10 - 18, 20 - 36, 30 - 54, 40 - 72);
    assertThat(guided(Guidance.Order.TEXT_LAST, Guidance.ALL_CHANNELS))
        .containsExactly(1 + 18, 2 + 36, 3 + 54, 4 + 72);
  }

  @Test
  void otherChannelsStayAsTheTextsSayThem() {
    assertThat(guided(Guidance.Order.TEXT_FIRST, 1)).containsExactly(10 - 18, 20 - 36, 3, 4);
    assertThat(guided(Guidance.Order.TEXT_LAST, 1)).containsExactly(1 + 18, 2 + 36, 30, 40);
  }

  @Test
  void aScaleOfOneNeedsNoGuidance() {
    assertThat(Guidance.isNeeded(1)).isFalse();
    assertThat(Guidance.isNeeded(4)).isTrue();
  }

  private static float[] guided(Guidance.Order order, int channels) {
    return new Guidance(TestGuidance::answer, 2, order, channels).predict(LATENTS, 0.5f).toFloats();
  }
}
