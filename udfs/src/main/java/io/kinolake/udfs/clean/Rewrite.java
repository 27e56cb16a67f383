package io.kinolake.udfs.clean;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Replaces every match of a pattern.
 *
 * @param replacement as {@link java.util.regex.Matcher#replaceAll(String)} takes it
 */
record Rewrite(Pattern pattern, String replacement) {

  static Rewrite of(String pattern, String replacement) {
    return new Rewrite(Pattern.compile(pattern), replacement);
  }

  static Rewrite remove(String pattern) {
    return of(pattern, "");
  }

  static String applyAll(List<Rewrite> rewrites, String text) {
    String rewritten = text;
    for (Rewrite rewrite : rewrites) {
      rewritten = rewrite.pattern.matcher(rewritten).replaceAll(rewrite.replacement);
    }
    return rewritten;
  }
}
