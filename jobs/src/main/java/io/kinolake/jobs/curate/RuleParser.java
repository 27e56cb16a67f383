package io.kinolake.jobs.curate;

import io.kinolake.jobs.curate.Rule.Comparison;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads rules. A rule is a name, an operator and what the operator needs:
 *
 * <pre>
 * technical >= 4            also > < <= = == !=
 * seconds between 1 and 60  both included
 * flow in 0.5..20           the same
 * cmotion != static         also = ==
 * cmotion in pan_left, zoom_in
 * cmotion not in static, undetermined
 * </pre>
 *
 * A word that looks like a number is put in single quotes. Immutable.
 */
final class RuleParser {
  private static final String NAME = "([A-Za-z]\\w*(?:\\.[A-Za-z]\\w*)?)";
  private static final String NUMBER = "([-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?)";
  private static final String WORD = "(?:[A-Za-z_][\\w+.-]*|'[^']+')";

  private static final Pattern COMPARED_NUMBER =
      Pattern.compile(NAME + " ?(>=|<=|==|!=|=|>|<) ?" + NUMBER);
  private static final Pattern COMPARED_WORD =
      Pattern.compile(NAME + " ?(==|!=|=) ?(" + WORD + ")");
  private static final Pattern BETWEEN =
      Pattern.compile(NAME + " between " + NUMBER + " and " + NUMBER);
  private static final Pattern RANGE =
      Pattern.compile(NAME + " in " + NUMBER + " ?\\.\\. ?" + NUMBER);
  private static final Pattern WORDS =
      Pattern.compile(NAME + " (not )?in (" + WORD + "(?: ?, ?" + WORD + ")*)");

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          ">=", Comparison.AT_LEAST,
          ">", Comparison.ABOVE,
          "<=", Comparison.AT_MOST,
          "<", Comparison.BELOW,
          "=", Comparison.EQUAL,
          "==", Comparison.EQUAL,
          "!=", Comparison.DIFFERENT);

  private final MeasureNames names;

  RuleParser(MeasureNames names) {
    this.names = names;
  }

  /**
   * The rule that a text states.
   *
   * @throws IllegalArgumentException with a sentence for the user, if it states none
   */
  Rule parse(String given) {
    String text = given.strip().replaceAll("\\s+", " ");
    try {
      return parseNormal(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Rule '" + text + "': " + e.getMessage() + ".", e);
    }
  }

  private Rule parseNormal(String text) {
    Matcher number = COMPARED_NUMBER.matcher(text);
    if (number.matches()) {
      Comparison comparison = COMPARISONS.get(number.group(2));
      return new Rule.Limit(
          text, names.number(number.group(1)), comparison, finite(number.group(3)));
    }
    Matcher range = RANGE.matcher(text);
    Matcher limits = range.matches() ? range : BETWEEN.matcher(text);
    if (limits.matches()) {
      return between(text, limits);
    }
    Matcher word = COMPARED_WORD.matcher(text);
    if (word.matches()) {
      return words(text, word.group(1), word.group(2).equals("!="), word.group(3));
    }
    Matcher words = WORDS.matcher(text);
    if (words.matches()) {
      return words(text, words.group(1), words.group(2) != null, words.group(3));
    }
    throw new IllegalArgumentException(
        "It must read like 'technical >= 4', 'seconds between 1 and 60', 'flow in 0.5..20' or"
            + " 'cmotion != static'");
  }

  private Rule between(String text, Matcher limits) {
    double low = finite(limits.group(2));
    double high = finite(limits.group(3));
    if (low > high) {
      throw new IllegalArgumentException(
          "No number lies between %s and %s".formatted(limits.group(2), limits.group(3)));
    }
    return new Rule.Between(text, names.number(limits.group(1)), low, high);
  }

  private Rule words(String text, String name, boolean negated, String list) {
    List<String> words =
        Arrays.stream(list.split(" ?, ?(?=(?:[^']*'[^']*')*[^']*$)"))
            .map(word -> word.startsWith("'") ? word.substring(1, word.length() - 1) : word)
            .toList();
    Measure label = names.label(name);
    return negated ? new Rule.NoneOf(text, label, words) : new Rule.OneOf(text, label, words);
  }

  private static double finite(String number) {
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("Number " + number + " is too large");
    }
    return value;
  }
}
