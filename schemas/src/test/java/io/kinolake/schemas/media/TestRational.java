package io.kinolake.schemas.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestRational {
  private static final int ROUNDS = 2_000;

  private final Random random = new Random(1);

  @Test
  void aRatioIsInLowestTermsAndKeepsItsValue() {
    for (int round = 0; round < ROUNDS; round++) {
      long numerator = random.nextInt(1, 1_000_000);
      long denominator = random.nextInt(1, 1_000_000);

      Rational ratio = new Rational(numerator, denominator);

      assertThat(BigInteger.valueOf(ratio.numerator()).gcd(BigInteger.valueOf(ratio.denominator())))
          .isEqualTo(BigInteger.ONE);
      assertThat(ratio.numerator() * denominator).isEqualTo(numerator * ratio.denominator());
      assertThat(ratio.toDouble())
          .isCloseTo((double) numerator / denominator, within(1e-9 * ratio.toDouble()));
    }
  }

  @Test
  void ratiosOfOneValueAreEqualHoweverTheyAreSpelt() {
    for (int round = 0; round < ROUNDS; round++) {
      long numerator = random.nextInt(1, 100_000);
      long denominator = random.nextInt(1, 100_000);
      long factor = random.nextInt(1, 1_000);
      Rational ratio = new Rational(numerator, denominator);

      assertThat(new Rational(numerator * factor, denominator * factor))
          .isEqualTo(ratio)
          .hasSameHashCodeAs(ratio);
    }
  }

  @Test
  void aRatioIsReadBackFromItsText() {
    for (int round = 0; round < ROUNDS; round++) {
      Rational ratio = new Rational(random.nextLong(0, 1L << 40), 1 + random.nextLong(0, 1L << 40));
      assertThat(Rational.parse(ratio.toString())).isEqualTo(ratio);
    }
    assertThat(Rational.parse("25")).isEqualTo(new Rational(25, 1));
  }

  @Test
  void nothingOverAnythingIsUnknown() {
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(new Rational(0, random.nextLong(1, Long.MAX_VALUE))).isEqualTo(Rational.UNKNOWN);
    }
    assertThat(Rational.UNKNOWN.isKnown()).isFalse();
    assertThat(Rational.ONE.isKnown()).isTrue();
  }

  @Test
  void negativeNumbersAndAnEmptyDenominatorAreRefused() {
    for (int round = 0; round < ROUNDS; round++) {
      long positive = random.nextInt(1, 1_000);
      long notPositive = -random.nextInt(1_000);
      assertThatIllegalArgumentException().isThrownBy(() -> new Rational(positive, notPositive));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Rational(notPositive - 1, positive));
    }
  }
}
