package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;

/** A command line in its words: blanks part them, single and double quotes keep them together. */
final class CommandWords {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;

  private CommandWords() {}

  /**
   * The words.
   *
   * @throws KinolakeException BAD_ARGUMENT if a quotation does not end, or there is no word
   */
  static List<String> of(String line) {
    CommandWords words = new CommandWords();
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char next = line.charAt(i);
      if (quote == 0 && (next == '\'' || next == '"')) {
        quote = next;
        words.begun = true;
      } else if (next == quote) {
        quote = 0;
      } else if (quote == 0 && Character.isWhitespace(next)) {
        words.end();
      } else {
        words.begun = true;
        words.word.append(next);
      }
    }
    words.end();
    if (quote != 0 || words.words.isEmpty()) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "'%s' is no command: %s."
              .formatted(line, quote == 0 ? "it is empty" : "a quotation does not end"));
    }
    return List.copyOf(words.words);
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
      word.setLength(0);
      begun = false;
    }
  }
}
