package io.kinolake.jobs.frame;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Python prints them. */
public final class PythonText {
  private PythonText() {}

  /** The text that {@code str(value)} gives. */
  public static String str(Object value) {
    return value instanceof String text ? text : repr(value);
  }

  /** The text that {@code repr(value)} gives, for text, numbers, booleans, lists and maps. */
  public static String repr(Object value) {
    if (value instanceof Double number) {
      return repr(number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (value instanceof String text) {
      return quote(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }

  /** The shortest text that reads back as the same float, with Python's choice of exponents. */
  public static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15 && value != 0) {
      return (long) value + ".0";
    }
    String shortest = NumberOutput.toString(value, true);
    if (size >= 1e-3 && size < 1e7) {
      return shortest; // Java writes no exponent here either
    }
    var decimal = new BigDecimal(shortest).stripTrailingZeros();
    if (decimal.signum() == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return decimal.scale() > 0 ? plain : plain + ".0";
    }
    return scientific(decimal, exponent);
  }

  private static String scientific(BigDecimal decimal, int exponent) {
    String digits = decimal.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = decimal.signum() < 0 ? "-" : "";
    return String.format(
        Locale.ROOT,
        "%s%c%se%s%02d",
        sign,
        digits.charAt(0),
        fraction,
        exponent < 0 ? "-" : "+",
        Math.abs(exponent));
  }

  /** The text that {@code f"{value:.1f}"} gives: the exact binary value, rounded half to even. */
  public static String oneDecimal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return repr(value);
    }
    String rounded = new BigDecimal(Math.abs(value)).setScale(1, RoundingMode.HALF_EVEN).toString();
    boolean negative = value < 0 || 1 / value < 0;
    return negative ? "-" + rounded : rounded;
  }

  private static String quote(String text) {
    char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    var quoted = new StringBuilder().append(mark);
    text.codePoints().forEach(point -> quoted.append(escape(point, mark)));
    return quoted.append(mark).toString();
  }

  private static String escape(int point, char mark) {
    if (point == '\n') {
      return "\\n";
    } else if (point == '\r') {
      return "\\r";
    } else if (point == '\t') {
      return "\\t";
    } else if (point == '\\' || point == mark) {
      return "\\" + (char) point;
    } else if (point < ' ' || (point >= 0x7f && point <= 0xa0) || point == 0xad) {
      return String.format(Locale.ROOT, "\\x%02x", point);
    }
    return Character.toString(point);
  }
}
