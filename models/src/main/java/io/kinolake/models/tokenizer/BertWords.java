package io.kinolake.models.tokenizer;

import io.kinolake.models.text.PythonText;
import io.kinolake.models.text.Unicode14;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words as BERT's basic tokenizer does: characters of category C are dropped, CJK
 * ideographs and punctuation stand alone, text is composed (NFC), and for an uncased vocabulary
 * letters are lowered and accents dropped.
 */
final class BertWords {
  private final BertTokenizer.Letters letters;

  BertWords(BertTokenizer.Letters letters) {
    this.letters = letters;
  }

  List<String> split(String text) {
    StringBuilder spaced = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(each -> appendClean(spaced, each));
    String composed = Normalizer.normalize(spaced, Normalizer.Form.NFC);
    List<String> words = new ArrayList<>();
    for (String token : atSpaces(composed)) {
      splitAtPunctuation(fold(token), words);
    }
    return words;
  }

  private void appendClean(StringBuilder out, int codePoint) {
    if (isSpace(codePoint)) {
      out.append(' ');
    } else if (codePoint == 0xfffd || isControl(codePoint)) {
      return;
    } else if (isIdeograph(codePoint)) {
      out.append(' ').appendCodePoint(codePoint).append(' ');
    } else if (letters == BertTokenizer.Letters.UNCASED) {
      out.append(PythonText.lower(Character.toString(codePoint)));
    } else {
      out.appendCodePoint(codePoint);
    }
  }

  private String fold(String token) {
    if (letters == BertTokenizer.Letters.CASED) {
      return token;
    }
    String decomposed = Normalizer.normalize(PythonText.lower(token), Normalizer.Form.NFD);
    StringBuilder plain = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(each -> Character.getType(each) != Character.NON_SPACING_MARK)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static void splitAtPunctuation(String token, List<String> words) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < token.length(); ) {
      int codePoint = token.codePointAt(i);
      i += Character.charCount(codePoint);
      boolean alone = isPunctuation(codePoint);
      if (alone) {
        flush(word, words);
      }
      word.appendCodePoint(codePoint);
      if (alone) {
        flush(word, words);
      }
    }
    flush(word, words);
  }

  private static List<String> atSpaces(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (PythonText.isSpace(text.charAt(i))) {
        flush(token, tokens);
      } else {
        token.append(text.charAt(i));
      }
    }
    flush(token, tokens);
    return tokens;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int codePoint) {
    return codePoint == ' '
        || codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || Character.getType(codePoint) == Character.SPACE_SEPARATOR;
  }

  /** Category C: control, format, private use, surrogates and unassigned. */
  private static boolean isControl(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> !Unicode14.isAssigned(codePoint);
    };
  }

  private static boolean isPunctuation(int codePoint) {
    boolean ascii =
        (codePoint >= '!' && codePoint <= '/')
            || (codePoint >= ':' && codePoint <= '@')
            || (codePoint >= '[' && codePoint <= '`')
            || (codePoint >= '{' && codePoint <= '~');
    return ascii || Unicode14.isPunctuation(codePoint);
  }

  private static boolean isIdeograph(int codePoint) {
    return (codePoint >= 0x4e00 && codePoint <= 0x9fff)
        || (codePoint >= 0x3400 && codePoint <= 0x4dbf)
        || (codePoint >= 0x20000 && codePoint <= 0x2a6df)
        || (codePoint >= 0x2a700 && codePoint <= 0x2b73f)
        || (codePoint >= 0x2b740 && codePoint <= 0x2b81f)
        || (codePoint >= 0x2b820 && codePoint <= 0x2ceaf)
        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
        || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f);
  }
}
