package io.kinolake.models.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Repairs of text that was damaged on its way, equal to {@code ftfy.fix_text} of version 6.3 with
 * its defaults: entities (unless the text has a {@code <}), misread encodings, Latin ligatures,
 * full- and half-width forms, curly quotes, line breaks, lone surrogates, terminal escapes, control
 * characters, and composition (NFC). Line by line, each until nothing changes any more.
 */
public final class TextRepair {
  private static final int LONGEST_SEGMENT = 1_000_000;
  private static final int FIRST_WIDE = 0xff01;
  private static final int LAST_WIDE = 0xffef;

  /** No character before this one is replaced by another form. */
  private static final char FIRST_FORM = '\u0132';

  private static final Pattern SINGLE_QUOTES = Pattern.compile("[\u02bc\u2018-\u201b]");
  private static final Pattern DOUBLE_QUOTES = Pattern.compile("[\u201c-\u201f]");
  private static final Pattern LINE_BREAKS = Pattern.compile("\r\n|[\r\u2028\u2029\u0085]");
  private static final Pattern TERMINAL_ESCAPES =
      Pattern.compile("\u001b\\[(?:" + PythonText.DIGIT + "|;)*+[a-zA-Z]");

  /** Controls but not white space, deprecated Arabic ones, annotations, the byte order mark. */
  private static final Pattern CONTROLS =
      Pattern.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\u206a-\\u206f\\ufeff\\ufff9-\\ufffc]");

  private static final Map<Character, String> SPELLED_OUT = spelledOut();
  private static final Map<Character, String> STANDARD_WIDTH = standardWidth();

  private TextRepair() {}

  /** The repaired text; time is nearly linear in its length. */
  public static String repair(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    boolean entities = true;
    for (int position = 0; position < text.length(); ) {
      int end = segmentEnd(text, position);
      String segment = text.substring(position, end);
      entities &= segment.indexOf('<') < 0;
      repaired.append(repairSegment(segment, entities));
      position = end;
    }
    return repaired.toString();
  }

  private static int segmentEnd(String text, int start) {
    int lineFeed = text.indexOf('\n', start);
    int end = lineFeed < 0 ? text.length() : lineFeed + 1;
    if (end - start <= LONGEST_SEGMENT || text.codePointCount(start, end) <= LONGEST_SEGMENT) {
      return end;
    }
    return text.offsetByCodePoints(start, LONGEST_SEGMENT);
  }

  private static String repairSegment(String segment, boolean entities) {
    String text = segment;
    while (true) {
      String next = repairOnce(entities ? CharacterReferences.unescapeClosed(text) : text);
      if (next.equals(text)) {
        return text;
      }
      text = next;
    }
  }

  private static String repairOnce(String original) {
    String text = EncodingRepair.replaceC1Controls(EncodingRepair.repair(original));
    text = translate(text, SPELLED_OUT);
    text = translate(text, STANDARD_WIDTH);
    text = SINGLE_QUOTES.matcher(DOUBLE_QUOTES.matcher(text).replaceAll("\"")).replaceAll("'");
    text = LINE_BREAKS.matcher(text).replaceAll("\n");
    text = replaceLoneSurrogates(text);
    text = TERMINAL_ESCAPES.matcher(text).replaceAll("");
    text = CONTROLS.matcher(text).replaceAll("");
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static String replaceLoneSurrogates(String text) {
    if (text.chars().noneMatch(character -> Character.isSurrogate((char) character))) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(each -> each >= 0xd800 && each <= 0xdfff ? 0xfffd : each)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static String translate(String text, Map<Character, String> replacements) {
    if (text.chars().noneMatch(character -> character >= FIRST_FORM)) {
      return text;
    }
    StringBuilder translated = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      String replacement = replacements.get(character);
      if (replacement == null) {
        translated.append(character);
      } else {
        translated.append(replacement);
      }
    }
    return translated.toString();
  }

  /** Latin ligatures and digraphs that only typesetting or old character sets call for. */
  private static Map<Character, String> spelledOut() {
    return Map.ofEntries(
        Map.entry('\u0132', "IJ"),
        Map.entry('\u0133', "ij"),
        Map.entry('\u0149', "\u02bcn"),
        Map.entry('\u01f1', "DZ"),
        Map.entry('\u01f2', "Dz"),
        Map.entry('\u01f3', "dz"),
        Map.entry('\u01c4', "D\u017d"),
        Map.entry('\u01c5', "D\u017e"),
        Map.entry('\u01c6', "d\u017e"),
        Map.entry('\u01c7', "LJ"),
        Map.entry('\u01c8', "Lj"),
        Map.entry('\u01c9', "lj"),
        Map.entry('\u01ca', "NJ"),
        Map.entry('\u01cb', "Nj"),
        Map.entry('\u01cc', "nj"),
        Map.entry('\ufb00', "ff"),
        Map.entry('\ufb01', "fi"),
        Map.entry('\ufb02', "fl"),
        Map.entry('\ufb03', "ffi"),
        Map.entry('\ufb04', "ffl"),
        Map.entry('\ufb05', "\u017ft"),
        Map.entry('\ufb06', "st"));
  }

  private static Map<Character, String> standardWidth() {
    Map<Character, String> forms = new HashMap<>();
    forms.put('\u3000', " ");
    for (int wide = FIRST_WIDE; wide <= LAST_WIDE; wide++) {
      String form = String.valueOf((char) wide);
      String standard = Normalizer.normalize(form, Normalizer.Form.NFKC);
      if (!standard.equals(form)) {
        forms.put((char) wide, standard);
      }
    }
    return Map.copyOf(forms);
  }
}
