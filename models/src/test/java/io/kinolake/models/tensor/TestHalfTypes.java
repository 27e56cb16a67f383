package io.kinolake.models.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TestHalfTypes {

  @Test
  void everyFloat16SurvivesTheWayThroughFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.fromFloat(value)).isEqualTo((short) bits);
      } else {
        assertThat(Float16.toFloat(Float16.fromFloat(value))).isNaN();
      }
    }
  }

  @Test
  void everyBfloat16SurvivesTheWayThroughFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = BFloat16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(BFloat16.fromFloat(value)).isEqualTo((short) bits);
      } else {
        assertThat(BFloat16.toFloat(BFloat16.fromFloat(value))).isNaN();
      }
    }
  }

  @Test
  void knownValuesOfFloat16() {
    assertThat(Float16.toFloat((short) 0x3c00)).isEqualTo(1f);
    assertThat(Float16.toFloat((short) 0x7bff)).isEqualTo(65504f);
    assertThat(Float16.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Float16.toFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.fromFloat(65519.99f)).isEqualTo((short) 0x7bff);
    assertThat(Float16.fromFloat(65520f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.fromFloat(-1e-10f)).isEqualTo((short) 0x8000);
    assertThat(Float16.fromFloat(0x1p-25f)).isEqualTo((short) 0);
    assertThat(Float16.fromFloat(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
  }

  @Test
  void roundingTakesTheNearestAndOfTwoTheEven() {
    Random random = new Random(20240611);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) Math.scalb(random.nextDouble() - 0.5, random.nextInt(44) - 26);
      assertNearest(value, Float16.fromFloat(value), Float16::toFloat);
      assertNearest(value, BFloat16.fromFloat(value), BFloat16::toFloat);
    }
    for (int bits = 0; bits < 0x7bff; bits++) {
      float low = Float16.toFloat((short) bits);
      float middle = (low + Float16.toFloat((short) (bits + 1))) / 2;
      assertThat(Float16.fromFloat(middle)).isEqualTo((short) (bits + (bits & 1)));
    }
  }

  private static void assertNearest(float value, short rounded, ToFloat toFloat) {
    double error = Math.abs((double) value - toFloat.apply(rounded));
    if (Float.isInfinite(toFloat.apply(rounded))) {
      return;
    }
    double above = Math.abs((double) value - toFloat.apply((short) (rounded + 1)));
    double below =
        (rounded & 0x7fff) == 0
            ? error
            : Math.abs((double) value - toFloat.apply((short) (rounded - 1)));
    assertThat(error).isLessThanOrEqualTo(Math.min(above, below));
  }

  private interface ToFloat {
    float apply(short bits);
  }
}
