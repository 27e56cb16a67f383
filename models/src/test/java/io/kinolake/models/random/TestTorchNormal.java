package io.kinolake.models.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.GoldenFolder;
import java.io.IOException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestTorchNormal {
  private static final Offset<Float> ROUNDING = within(5e-6f);

  /** The value that the C++ standard requires of {@code std::mt19937}. */
  @Test
  void theTenThousandthNumberIsTheOneOfTheStandard() {
    MersenneTwister twister = new MersenneTwister(5489);
    for (int i = 1; i < 10_000; i++) {
      twister.nextInt();
    }
    assertThat(Integer.toUnsignedLong(twister.nextInt())).isEqualTo(4_123_659_995L);
  }

  /** Drawn one after another from the seed after the folder's: one number, many, and a few. */
  @Test
  void smallAndLargeTensorsAreThoseThatPyTorchDraws() throws IOException {
    try (GoldenFolder folder =
        GoldenFolder.open(SharedFolder.require("golden/stepvideo_i2v_cond"))) {
      TorchNormal normal = new TorchNormal(folder.config().path("seed").asLong() + 1);
      float[] logSigma = folder.tensor("log_sigma").toFloats();
      float[] noise = folder.tensor("image_noise").toFloats();
      float[] eps = folder.tensor("eps").toFloats();
      assertThat(normal.draw(1)[0] * 0.5f - 3).isCloseTo(logSigma[0], ROUNDING);
      assertThat(normal.draw(noise.length)).containsExactly(noise, ROUNDING);
      assertThat(normal.draw(eps.length)).containsExactly(eps, ROUNDING);
    }
  }

  @Test
  void numbersAreStandardNormal() {
    float[] values = new TorchNormal(7).draw(100_003);
    double sum = 0;
    double square = 0;
    for (float value : values) {
      sum += value;
      square += (double) value * value;
    }
    assertThat(sum / values.length).isCloseTo(0, within(0.02));
    assertThat(square / values.length).isCloseTo(1, within(0.02));
  }
}
