package io.kinolake.models.text;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;

/**
 * HTML's character references. Names and numbers follow the HTML standard, section 13.5 and
 * 13.2.5.80, as Python's {@code html.unescape} does; three callers differ in what they accept.
 */
public final class CharacterReferences {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final Pattern ANY =
      Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");

  private static final Pattern CLOSED = Pattern.compile("&#?[0-9A-Za-z]{1,24};");

  private CharacterReferences() {}

  /** {@code html.unescape}: also references without a semicolon, where the standard knows them. */
  public static String unescape(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    return ANY.matcher(text).replaceAll(found -> quote(resolve(found.group(1))));
  }

  /**
   * Only references that end in a semicolon, and names in capitals where they can mean one thing
   * only, as ftfy does.
   */
  static String unescapeClosed(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    return CLOSED.matcher(text).replaceAll(found -> quote(resolveClosed(found)));
  }

  /** The characters of a name, without {@code &} and {@code ;}. */
  public static Optional<String> named(String name) {
    return Optional.of(Entities.getByName(name)).filter(characters -> !characters.isEmpty());
  }

  /**
   * The character of a number as BeautifulSoup gives it: below 256 it is a byte of Windows-1252.
   *
   * @param number digits, or {@code x} and hexadecimal digits
   */
  public static String numbered(String number) {
    int codePoint = parse(number);
    if (codePoint < 0) {
      return "\ufffd";
    }
    return Character.toString(codePoint < 256 ? windows1252(codePoint) : codePoint);
  }

  private static String resolve(String reference) {
    if (reference.charAt(0) == '#') {
      String number = reference.substring(1);
      return standardNumber(
          parse(number.endsWith(";") ? number.substring(0, number.length() - 1) : number));
    }
    if (reference.endsWith(";")) {
      Optional<String> characters = named(reference.substring(0, reference.length() - 1));
      if (characters.isPresent()) {
        return characters.get();
      }
    }
    for (int end = reference.length(); end > 1; end--) {
      String name = reference.substring(0, end);
      if (Entities.isBaseNamedEntity(name)) {
        return Entities.getByName(name) + reference.substring(end);
      }
    }
    return "&" + reference;
  }

  private static String resolveClosed(MatchResult found) {
    String whole = found.group();
    String inner = whole.substring(1, whole.length() - 1);
    if (inner.charAt(0) == '#') {
      String unescaped = unescape(whole);
      return unescaped.indexOf(';') < 0 ? unescaped : whole;
    }
    Optional<String> exact = named(inner);
    if (exact.isPresent()) {
      return exact.get();
    }
    boolean capitals =
        inner.equals(inner.toUpperCase(Locale.ROOT)) && unescape(whole).equals(whole);
    return named(inner.toLowerCase(Locale.ROOT))
        .filter(characters -> capitals)
        .map(characters -> characters.toUpperCase(Locale.ROOT))
        .orElse(whole);
  }

  private static String standardNumber(int codePoint) {
    if (codePoint <= 0 || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
      return "\ufffd";
    }
    if (codePoint == '\r') {
      return "\r";
    }
    if (codePoint >= 0x80 && codePoint <= 0x9f) {
      return Character.toString(windows1252(codePoint));
    }
    boolean control =
        codePoint < ' ' && codePoint != '\t' && codePoint != '\n' && codePoint != '\f';
    boolean noncharacter =
        (codePoint >= 0xfdd0 && codePoint <= 0xfdef) || (codePoint & 0xfffe) == 0xfffe;
    return control || codePoint == 0x7f || noncharacter ? "" : Character.toString(codePoint);
  }

  /** The code point, or -1 beyond Unicode. */
  private static int parse(String number) {
    boolean hexadecimal = number.charAt(0) == 'x' || number.charAt(0) == 'X';
    String digits = hexadecimal ? number.substring(1) : number;
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 8) {
      return -1;
    }
    BigInteger value = new BigInteger(significant, hexadecimal ? 16 : 10);
    return value.bitLength() > 21 || value.intValue() > Character.MAX_CODE_POINT
        ? -1
        : value.intValue();
  }

  private static int windows1252(int value) {
    int character = new String(new byte[] {(byte) value}, WINDOWS_1252).charAt(0);
    return character == 0xfffd ? value : character;
  }

  private static String quote(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }
}
