package io.kinolake.jobs.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.Set;

/**
 * Reads one number as pandas' CSV reader does: blanks around it, a sign, digits, a point, an
 * exponent, or a word for infinity; nothing else (no "1_000", "0x1", "1f"). Reused from cell to
 * cell by one thread.
 */
final class CsvNumber {
  enum Kind {
    /** A whole number that fits 64 bits. */
    WHOLE,
    /** A number with point or exponent, or an infinity. */
    FRACTION,
    /** A whole number beyond 64 bits. */
    BIG,
    /** Not a number. */
    NONE
  }

  private static final Set<String> INFINITIES = Set.of("inf", "infinity");
  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long EXACT = 1L << 53;

  private long whole;
  private double fraction;

  long whole() {
    return whole;
  }

  double fraction() {
    return fraction;
  }

  Kind parse(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    int digits = start < end && (bytes[start] == '-' || bytes[start] == '+') ? start + 1 : start;
    boolean negative = digits > start && bytes[start] == '-';
    if (digits == end) {
      return Kind.NONE;
    }
    long value = 0;
    int at = digits;
    while (at < end && isDigit(bytes[at]) && at - digits < 18) {
      value = value * 10 + (bytes[at++] - '0');
    }
    if (at == end) {
      whole = negative ? -value : value;
      return Kind.WHOLE;
    }
    return parseLonger(bytes, start, digits, end, negative);
  }

  private Kind parseLonger(byte[] bytes, int start, int digits, int end, boolean negative) {
    long mantissa = 0;
    int mantissaDigits = 0;
    int decimals = 0;
    int at = digits;
    for (; at < end && isDigit(bytes[at]); at++, mantissaDigits++) {
      mantissa = mantissa * 10 + (bytes[at] - '0');
    }
    if (at == end) {
      return parseBig(text(bytes, start, end));
    }
    if (bytes[at] == '.') {
      for (at++; at < end && isDigit(bytes[at]); at++, mantissaDigits++, decimals++) {
        mantissa = mantissa * 10 + (bytes[at] - '0');
      }
    }
    if (mantissaDigits == 0) {
      return parseInfinity(bytes, digits, end, negative);
    }
    if (at == end && mantissaDigits <= 18 && mantissa < EXACT && decimals < POWERS.length) {
      double value = mantissa / POWERS[decimals];
      fraction = negative ? -value : value;
      return Kind.FRACTION;
    }
    if (at < end && !isExponent(bytes, at, end)) {
      return Kind.NONE;
    }
    fraction = Double.parseDouble(text(bytes, start, end));
    return Double.isInfinite(fraction) ? Kind.NONE : Kind.FRACTION;
  }

  private Kind parseBig(String text) {
    try {
      whole = Long.parseLong(text);
      return Kind.WHOLE;
    } catch (NumberFormatException e) {
      fraction = Double.parseDouble(text);
      return Kind.BIG;
    }
  }

  private Kind parseInfinity(byte[] bytes, int digits, int end, boolean negative) {
    if (!INFINITIES.contains(text(bytes, digits, end).toLowerCase(Locale.ROOT))) {
      return Kind.NONE;
    }
    fraction = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return Kind.FRACTION;
  }

  private static boolean isExponent(byte[] bytes, int mark, int end) {
    if (bytes[mark] != 'e' && bytes[mark] != 'E') {
      return false;
    }
    int at = mark + 1;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      at++;
    }
    if (at == end) {
      return false;
    }
    while (at < end) {
      if (!isDigit(bytes[at++])) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, US_ASCII);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || (value >= '\t' && value <= '\r');
  }
}
