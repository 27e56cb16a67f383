package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

class TestSinusoid {
  @Test
  void theExponentialIsWithinOneUnitOfTheLastPlace() {
    for (float x = -10; x <= 10; x += 0.0137f) {
      double exact = Math.exp(x);
      assertThat((double) Sinusoid.exponential(x))
          .isCloseTo(exact, within((double) Math.ulp((float) exact)));
    }
  }

  @Test
  void cosinesComeBeforeSines() {
    int size = 8;
    float[] found;
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "out",
                    Sinusoid.embed(builder.tf(), builder.input("in", TFloat32.class, -1), size)))) {
      found =
          network
              .run(Map.of("in", HostTensor.floats(Shape.of(2), 0f, 3f)), List.of("out"))
              .get("out")
              .toFloats();
    }
    for (int k = 0; k < size / 2; k++) {
      double angle = 3 * Math.pow(10_000, -2.0 * k / size);
      assertThat(found[k]).isEqualTo(1);
      assertThat(found[size / 2 + k]).isZero();
      assertThat((double) found[size + k]).isCloseTo(Math.cos(angle), within(1e-6));
      assertThat((double) found[size + size / 2 + k]).isCloseTo(Math.sin(angle), within(1e-6));
    }
  }
}
