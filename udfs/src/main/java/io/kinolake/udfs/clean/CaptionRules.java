package io.kinolake.udfs.clean;

import static io.kinolake.models.text.PythonText.BOUNDARY;
import static io.kinolake.models.text.PythonText.DIGIT;
import static io.kinolake.models.text.PythonText.NOT_SPACE;
import static io.kinolake.models.text.PythonText.SPACE;
import static io.kinolake.models.text.PythonText.TEXT_END;
import static io.kinolake.models.text.PythonText.WORD;
import static io.kinolake.models.text.PythonText.WORD_END;
import static io.kinolake.models.text.PythonText.WORD_START;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The replacements of caption cleaning in their order, by stage of the work. Where the reference
 * has {@code \b} beside a known word character, half of it stands here, and repetitions that can
 * give nothing back are possessive: the matches are the same and take linear time.
 */
final class CaptionRules {
  private static final String FILE_TYPES = "(?:png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4)";
  private static final String LETTERS = "[a-zA-Z]++";

  static final List<Rewrite> MENTIONS = List.of(Rewrite.remove("@" + WORD + "++"));

  /** Strokes, phonetic extensions, enclosed and compatibility forms, hexagrams, ideographs. */
  static final List<Rewrite> CJK =
      List.of(Rewrite.remove("[\\u31c0-\\u31ff\\u3200-\\u4dff\\u4e00-\\u9fff]+"));

  static final List<Rewrite> ALL_DASHES =
      List.of(
          Rewrite.of(
              "[\\x2d\\u058a\\u05be\\u1400\\u1806\\u2010-\\u2015\\u2e17\\u2e1a\\u2e3a\\u2e3b\\u2e40"
                  + "\\u301c\\u3030\\u30a0\\ufe31\\ufe32\\ufe58\\ufe63\\uff0d]+",
              "-"));

  /** Without the wave dashes and the double hyphen of Japanese, and vertical forms. */
  static final List<Rewrite> DASHES_OUTSIDE_CJK =
      List.of(
          Rewrite.of(
              "[\\x2d\\u058a\\u05be\\u1400\\u1806\\u2010-\\u2015\\u2e17\\u2e1a\\u2e3a\\u2e3b\\u2e40"
                  + "\\ufe58\\ufe63\\uff0d]+",
              "-"));

  static final List<Rewrite> MARKS_AND_NUMBERS =
      List.of(
          Rewrite.of("[`\u00b4\u00ab\u00bb\u201c\u201d\u00a8]", "\""),
          Rewrite.of("[\u2018\u2019]", "'"),
          Rewrite.remove("&quot;?"),
          Rewrite.remove("&amp"),
          Rewrite.of("D{1,3}\\.D{1,3}\\.D{1,3}\\.D{1,3}".replace("D", DIGIT), " "),
          Rewrite.remove(DIGIT + ":" + DIGIT + DIGIT + SPACE + "++\\z"),
          Rewrite.of("\\\\n", " "),
          Rewrite.remove("#" + DIGIT + "{1,3}" + WORD_END),
          Rewrite.remove("#" + DIGIT + "{5,}+" + WORD_END),
          Rewrite.remove(WORD_START + DIGIT + "{6,}+" + WORD_END),
          // one start per run of non-blanks suffices: its last file type ends the match
          Rewrite.remove("(?<!" + NOT_SPACE + ")" + NOT_SPACE + "+\\." + FILE_TYPES),
          Rewrite.of("[\"']{2,}+", "\""),
          Rewrite.of("\\.{2,}+", " "),
          Rewrite.of(
              "[#\u00ae\u2022\u00a9\u2122&@\u00b7\u00ba\u00bd\u00be\u00bf\u00a1\u00a7~"
                  + "\\)\\(\\]\\[\\}\\{|\\\\/*]++",
              " "),
          Rewrite.of("(?<!" + SPACE + ")" + SPACE + "++\\." + SPACE + "++", " "));

  static final Pattern JOINER = Pattern.compile("[-_]");

  static final List<Rewrite> TOKENS =
      List.of(
          Rewrite.remove(WORD_START + "[a-zA-Z]{1,3}" + DIGIT + "{3,15}" + WORD_END),
          Rewrite.remove(WORD_START + LETTERS + DIGIT + "++" + LETTERS + WORD_END),
          Rewrite.remove(WORD_START + DIGIT + "++" + LETTERS + DIGIT + "++" + WORD_END),
          Rewrite.remove("(?:worldwide" + SPACE + "++)?(?:free" + SPACE + "++)?shipping"),
          Rewrite.remove("(?:free" + SPACE + ")?download(?:" + SPACE + "free)?"),
          Rewrite.remove(WORD_START + "click" + SPACE + "(?:for|on)" + SPACE + WORD + "++"),
          Rewrite.remove(WORD_START + FILE_TYPES + "(?:" + SPACE + "images?)?"),
          Rewrite.remove(WORD_START + "page" + SPACE + "++" + DIGIT + "++" + WORD_END),
          Rewrite.of(alternatingToken(), " "),
          Rewrite.remove(pictureSize()));

  static final List<Rewrite> SPACING =
      List.of(
          Rewrite.of("(?<=" + WORD + ")" + SPACE + "++:" + SPACE + "++", ": "),
          Rewrite.of("([^" + DIGIT + "][,./])(?=" + WORD + ")", "$1 "),
          Rewrite.of(SPACE + "++", " "));

  static final List<Rewrite> EDGES =
      List.of(
          Rewrite.of("(?s)\\A[\"'](.+)[\"']" + TEXT_END, "$1"),
          Rewrite.remove("\\A['_,\\-:;]"),
          Rewrite.remove("['_,\\-:+]" + TEXT_END),
          Rewrite.remove("\\A\\." + NOT_SPACE + "++" + TEXT_END));

  private CaptionRules() {}

  /** Letters and digits in turn at least twice, as in j2d1a2a. */
  private static String alternatingToken() {
    return WORD_START
        + "D*+L D++L D[a-zA-ZD]*+".replace(" ", "").replace("L", LETTERS).replace("D", DIGIT)
        + WORD_END;
  }

  /** Two numbers around x, Cyrillic kha or a multiplication sign. */
  private static String pictureSize() {
    return WORD_START
        + "D++(?:\\.D*+)?[x\u0445\u00d7]D++(?:\\.(?:D++E|B)|E)"
            .replace("D", DIGIT)
            .replace("E", WORD_END)
            .replace("B", BOUNDARY);
  }
}
