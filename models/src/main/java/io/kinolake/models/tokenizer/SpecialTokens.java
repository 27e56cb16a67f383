package io.kinolake.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds special tokens that are written in a text, of two that start together the longer one. */
final class SpecialTokens {
  private final Pattern any;

  SpecialTokens(Set<String> tokens) {
    this.any =
        Pattern.compile(
            String.join(
                "|",
                tokens.stream()
                    .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                    .map(Pattern::quote)
                    .toList()));
  }

  /**
   * A part of a text.
   *
   * @param special whether it is one of the tokens
   */
  record Part(String text, boolean special) {}

  /** The parts in order, which together are the text; none is empty. */
  List<Part> split(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher found = any.matcher(text);
    int at = 0;
    while (found.find()) {
      add(parts, text.substring(at, found.start()), false);
      add(parts, found.group(), true);
      at = found.end();
    }
    add(parts, text.substring(at), false);
    return parts;
  }

  private static void add(List<Part> parts, String text, boolean special) {
    if (!text.isEmpty()) {
      parts.add(new Part(text, special));
    }
  }
}
