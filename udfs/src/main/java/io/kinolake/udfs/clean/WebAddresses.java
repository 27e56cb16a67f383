package io.kinolake.udfs.clean;

import io.kinolake.models.text.PythonText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes web addresses: a scheme with its slashes, or a name in one of eight top-level domains
 * with its path. The scheme goes alone where the domain is not among the eight. A candidate run of
 * letters, digits, dots and dashes is searched once, not once for each word in it, which gives the
 * same matches: whether a domain ends at some dot does not depend on where the name begins.
 */
final class WebAddresses {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[a-zA-Z0-9.\\-]+[.](?:com|co|ru|net|org|edu|gov|it)["
              + PythonText.WORD_SET
              + "/-]*"
              + PythonText.BOUNDARY
              + "/?(?!@)");
  private static final Pattern BOUNDARY = Pattern.compile(PythonText.BOUNDARY);
  private static final WebAddresses WEB = new WebAddresses("https?:");
  private static final WebAddresses WWW = new WebAddresses("www:");

  private final Pattern scheme;

  private WebAddresses(String scheme) {
    this.scheme = Pattern.compile(scheme + "(?:/{1,3}|[a-zA-Z0-9%])");
  }

  /** Both passes, first with {@code http(s):}, then with {@code www:} as the scheme. */
  static String remove(String text) {
    return WWW.removeFrom(WEB.removeFrom(text));
  }

  private String removeFrom(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('.') < 0) {
      return text; // a scheme has the one, a name the other
    }
    StringBuilder kept = new StringBuilder(text.length());
    Matcher boundary = BOUNDARY.matcher(text);
    Matcher withScheme = matcher(scheme, text);
    Matcher domain = matcher(DOMAIN, text);
    int copied = 0;
    int from = 0;
    int searched = 0; // no domain begins before this
    while (from <= text.length() && boundary.find(from)) {
      int start = boundary.start();
      int end = -1;
      if (withScheme.region(start, text.length()).lookingAt()) {
        end = withScheme.end();
      } else if (start >= searched) {
        if (domain.region(start, text.length()).lookingAt()) {
          end = domain.end();
        } else {
          searched = Math.max(start + 1, runEnd(text, start));
        }
      }
      if (end > start) {
        kept.append(text, copied, start);
        copied = end;
      }
      from = Math.max(end, start + 1);
    }
    return kept.append(text, copied, text.length()).toString();
  }

  private static Matcher matcher(Pattern pattern, String text) {
    return pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
  }

  private static int runEnd(String text, int start) {
    int end = start;
    while (end < text.length() && isNameCharacter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isNameCharacter(char character) {
    return HtmlCursor.isLetter(character)
        || (character >= '0' && character <= '9')
        || character == '.'
        || character == '-';
  }
}
