package io.kinolake.jobs.frame;

import java.util.Comparator;

/** Python's order of text. */
public final class PythonOrder {
  private PythonOrder() {}

  /** By code point, where Java's natural order goes by UTF-16 unit. */
  public static final Comparator<String> BY_CODE_POINT =
      (left, right) -> {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
          char a = left.charAt(i);
          char b = right.charAt(i);
          if (a != b) {
            boolean bothOrNeither = Character.isSurrogate(a) == Character.isSurrogate(b);
            return bothOrNeither ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
          }
        }
        return Integer.compare(left.length(), right.length());
      };
}
