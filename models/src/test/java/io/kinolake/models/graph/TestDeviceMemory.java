package io.kinolake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TInt64;

class TestDeviceMemory {
  @Test
  void aRunThatDoesNotFitIsAFailureOfItsOwn() {
    try (Network network = Network.build(NetworkOptions.DEFAULT, TestDeviceMemory::zeros)) {
      HostTensor few = HostTensor.integers(DType.I64, Shape.of(1), 3);
      HostTensor many = HostTensor.integers(DType.I64, Shape.of(1), 1L << 46);

      assertThatThrownBy(() -> network.run(Map.of("length", many), List.of("zeros")))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.DEVICE_MEMORY))
          .hasMessageStartingWith("Device cpu has too little memory for a run with {length=I64[1]}")
          .hasMessageContaining("models.runs-per-device");
      assertThat(network.run(Map.of("length", few), List.of("zeros")).get("zeros").shape())
          .isEqualTo(Shape.of(3));
    }
  }

  private static void zeros(NetworkBuilder builder) {
    var length = builder.input("length", TInt64.class, 1);
    builder.output("zeros", builder.tf().fill(length, builder.tf().constant(0f)));
  }
}
