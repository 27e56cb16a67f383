package io.kinolake.udfs.caption;

import java.util.Optional;
import java.util.regex.Pattern;

/** Tells captions from what servers answer otherwise. */
final class Answers {
  private static final int FEWEST_LETTERS = 8;

  private static final Pattern REFUSAL =
      Pattern.compile(
          "^\\W*(?:(?:oh,? )?(?:i['\u2019]?m|i am|we['\u2019]?re|we are) (?:really |very |so )?"
              + "(?:sorry|afraid|unable|not able)\\b"
              + "|(?:sorry|apologies|unfortunately)\\b[,:.!]? "
              + "(?:but )?(?:i|we)\\b"
              + "|(?:my apologies|i apologi[sz]e)\\b"
              + "|(?:i|we) (?:can['\u2019]?t|cannot|can not|could not|couldn['\u2019]t|won['\u2019]t|am unable|do not|don['\u2019]t)\\b"
              + "|as an? (?:ai|artificial|(?:large )?language|vision)\\b"
              + "|(?:there (?:is|are|was|were)|you have|you've|i see) no(?:t| ) ?"
              + "(?:attached |provided )?(?:image|picture|video|photo|frame)s?"
              + " (?:attached|provided|included|available|here|to (?:describe|see))"
              + "|please (?:provide|upload|share|attach)\\b"
              + "|no (?:image|picture|video|frame)s? (?:was|were|is|are|has been) "
              + "(?:provided|attached|included))",
          Pattern.CASE_INSENSITIVE);

  /** What a sentence may end with, and marks that may follow that. */
  private static final Pattern SENTENCE_END =
      Pattern.compile(
          ".*[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\\]*\u300d\u300f]*", Pattern.DOTALL);

  private Answers() {}

  /** On one line, without white space around it. */
  static String tidy(String answer) {
    return answer.replace("\r\n", " ").replace('\n', ' ').replace('\r', ' ').strip();
  }

  /**
   * Why a tidy answer is no caption, or nothing if it is one.
   *
   * @param cutOff whether the server stopped it at the longest length
   */
  static Optional<String> fault(String answer, boolean cutOff) {
    if (answer.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (REFUSAL.matcher(answer).find()) {
      return Optional.of("it is a refusal");
    }
    if (cutOff && !SENTENCE_END.matcher(answer).matches()) {
      return Optional.of("it breaks off at the longest length");
    }
    return answer.codePoints().mapToLong(Answers::weight).sum() < FEWEST_LETTERS
        ? Optional.of("it is too short")
        : Optional.empty();
  }

  /** An ideograph or syllable says as much as some letters. */
  private static int weight(int character) {
    if (Character.isIdeographic(character)) {
      return 3;
    }
    return Character.isLetter(character) ? 1 : 0;
  }
}
