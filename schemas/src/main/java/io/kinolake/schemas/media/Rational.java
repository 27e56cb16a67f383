package io.kinolake.schemas.media;

import java.io.Serializable;

/**
 * An exact ratio such as a frame rate (30000/1001) or a sample aspect; lowest terms, positive.
 * {@code 0/1} stands for unknown.
 */
public record Rational(long numerator, long denominator) implements Serializable {
  public static final Rational UNKNOWN = new Rational(0, 1);
  public static final Rational ONE = new Rational(1, 1);

  public Rational {
    if (denominator <= 0 || numerator < 0) {
      throw new IllegalArgumentException("Not a ratio: " + numerator + "/" + denominator);
    }
    long divisor = gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
  }

  /** Parses {@code 30000/1001} or {@code 25}. */
  public static Rational parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Rational(Long.parseLong(text), 1)
        : new Rational(
            Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
  }

  public boolean isKnown() {
    return numerator > 0;
  }

  public double toDouble() {
    return (double) numerator / denominator;
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? Math.max(a, 1) : gcd(b, a % b);
  }
}
