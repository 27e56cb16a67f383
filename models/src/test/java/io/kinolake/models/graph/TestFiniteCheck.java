package io.kinolake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class TestFiniteCheck {

  @Test
  void theFirstLayerThatIsNotFiniteIsNamed() {
    try (Network network = Network.build(NetworkOptions.DEFAULT, TestFiniteCheck::roots)) {
      assertThat(run(network, 16).toFloats()[0]).isCloseTo(2, within(1e-5f));
      assertThatThrownBy(() -> run(network, 0.25f))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_FINITE))
          .hasMessageContaining("output 'y'")
          .hasMessageContaining("layer 'third'");
      assertThatThrownBy(() -> run(network, -1)).hasMessageContaining("layer 'first'");
      assertThatThrownBy(() -> run(network, Float.POSITIVE_INFINITY))
          .hasMessageContaining("layer 'first'");
    }
  }

  /** log₂ √x, and of it the root: finite from 1 on. */
  private static void roots(NetworkBuilder builder) {
    NetScope scope = FiniteCheck.watched(builder);
    Operand<TFloat32> x = builder.input("x", TFloat32.class, -1);
    Operand<TFloat32> first = scope.tap("first", scope.tf().math.sqrt(x));
    Operand<TFloat32> second =
        scope.tap(
            "second",
            scope
                .tf()
                .math
                .div(scope.tf().math.log(first), scope.tf().constant((float) Math.log(2))));
    Operand<TFloat32> third = scope.tap("third", scope.tf().math.sqrt(second));
    builder.output("y", scope.tf().math.square(third));
  }

  private static HostTensor run(Network network, float x) {
    return FiniteCheck.run(network, Map.of("x", HostTensor.floats(Shape.of(1), x)), List.of("y"))
        .get("y");
  }
}
