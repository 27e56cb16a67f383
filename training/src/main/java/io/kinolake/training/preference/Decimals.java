package io.kinolake.training.preference;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Python's libraries write them, for files that those compare as text. */
final class Decimals {
  private static final int MOST_DIGITS = 17;

  private Decimals() {}

  /** The fewest digits that read as the same number, without exponent. */
  static String shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MOST_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return plain(rounded);
      }
    }
    return plain(exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)));
  }

  /** At most ten digits after the point. */
  static String tenPlaces(double value) {
    return plain(new BigDecimal(value).setScale(10, RoundingMode.HALF_EVEN));
  }

  private static String plain(BigDecimal value) {
    String text = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }
}
