package io.kinolake.models.networks.aesthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestAestheticHead {
  private static final HostTensor ROW = HostTensor.floats(Shape.of(1, 2), 3, 5);
  private static final HostTensor TWO = HostTensor.floats(Shape.of(1), 2);

  @Test
  void oneLayerScoresTheDirectionOfAnEmbedding() {
    AestheticHead head = AestheticHead.of(new TestingWeights(Map.of("weight", ROW, "bias", TWO)));

    assertThat(head.inputSize()).isEqualTo(2);
    assertThat(head.score(3, 4)).isCloseTo(0.6f * 3 + 0.8f * 5 + 2, within(1e-6f));
    assertThat(head.score(300, 400)).isEqualTo(head.score(3, 4));
    assertThat(head.score(0, 0)).isEqualTo(2);
  }

  @Test
  void layersFollowEachOtherByNumberNotByText() {
    AestheticHead head =
        AestheticHead.of(
            new TestingWeights(
                Map.of(
                    "layers.10.weight",
                    ROW,
                    "layers.10.bias",
                    TWO,
                    "layers.9.weight",
                    HostTensor.floats(Shape.of(2, 1), 1, 10),
                    "layers.9.bias",
                    HostTensor.floats(Shape.of(2), 0, 1))));

    assertThat(head.inputSize()).isEqualTo(1);
    assertThat(head.score(7)).isEqualTo(3 * 1 + 5 * 11 + 2);
  }

  @Test
  void anEmbeddingOfAnotherModelIsRefused() {
    AestheticHead head = AestheticHead.of(new TestingWeights(Map.of("weight", ROW, "bias", TWO)));

    assertThatThrownBy(() -> head.score(1, 2, 3))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("An embedding of 3 numbers")
        .hasMessageContaining("for 2");
    assertThatThrownBy(() -> head.score(Float.NaN, 1))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void otherTensorsAreNoPredictor() {
    assertUnfit(Map.of("weight", ROW), "1 missing (bias);");
    assertUnfit(
        Map.of("weight", TWO, "bias", TWO), "1 of another shape (weight is [1], not [1, 768]);");
    assertUnfit(
        Map.of("weight", ROW, "bias", HostTensor.floats(Shape.of(2), 1, 2)),
        "1 of another shape (bias is [2], not [1]);");
    assertUnfit(
        Map.of(
            "layers.0.weight",
            HostTensor.floats(Shape.of(2, 1), 1, 2),
            "layers.0.bias",
            HostTensor.floats(Shape.of(2), 1, 2)),
        "2 of another shape (layers.0.bias is [2], not [1], layers.0.weight is [2, 1], not [1, 1]);");
  }

  @Test
  void everythingThatDoesNotFitIsListedAtOnce() {
    HostTensor square = HostTensor.floats(Shape.of(2, 2), 1, 2, 3, 4);
    assertUnfit(
        Map.of(
            "layers.0.weight", square,
            "layers.2.weight", HostTensor.floats(Shape.of(1, 3), 1, 2, 3),
            "layers.2.bias", TWO,
            "layers.2.running_mean", TWO,
            "optimizer.step", TWO),
        "1 missing (layers.0.bias); "
            + "2 unexpected (layers.2.running_mean, optimizer.step); "
            + "1 of another shape (layers.2.weight is [1, 3], not [1, 2]);");
  }

  private static void assertUnfit(Map<String, HostTensor> content, String problem) {
    assertThatThrownBy(() -> AestheticHead.of(new TestingWeights(content)))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("test weights does not fit this network: " + problem)
        .extracting(e -> ((KinolakeException) e).failure().code())
        .isEqualTo(FailureCode.WRONG_WEIGHTS);
  }
}
