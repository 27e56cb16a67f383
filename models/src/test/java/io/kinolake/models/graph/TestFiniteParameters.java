package io.kinolake.models.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.types.TFloat32;

class TestFiniteParameters {
  private static final HostTensor FINE = HostTensor.floats(Shape.of(2, 2, 1, 1), 1, -2, 3e38f, 0);

  @ParameterizedTest
  @EnumSource(Precision.class)
  void everyParameterThatIsNotFiniteIsNamed(Precision precision) {
    TestingWeights weights =
        new TestingWeights(Map.of("a", HostTensor.floats(Shape.of(1), 5), "b", FINE, "c", FINE));
    try (Network network =
        Network.build(new NetworkOptions(precision, 0), TestFiniteParameters::define)) {
      network.load(weights);
      assertThatCode(network::requireFiniteParameters).doesNotThrowAnyException();
      network.load(
          weights
              .with("a", HostTensor.floats(Shape.of(1), Float.NaN))
              .with(
                  "c", HostTensor.floats(Shape.of(2, 2, 1, 1), 1, Float.NEGATIVE_INFINITY, 0, 0)));
      assertThatThrownBy(network::requireFiniteParameters)
          .isInstanceOf(KinolakeException.class)
          .hasMessageContaining("[a, c]");
    }
  }

  private static void define(NetworkBuilder builder) {
    NetScope scope = builder.scope();
    builder.output("a", scope.vector("a", 1));
    builder.output("b", builder.tf().dtypes.cast(scope.matrix("b", 2, 2, 1, 1), TFloat32.class));
    builder.output("c", builder.tf().dtypes.cast(scope.kernel("c", 2, 2, 1, 1), TFloat32.class));
  }
}
