package io.kinolake.models.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.models.text.CharacterReferences;
import io.kinolake.models.text.PythonText;
import io.kinolake.models.text.TextRepair;
import io.kinolake.models.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokenizer of CLIP ({@code bpe_simple_vocab_16e6.txt.gz} or {@code merges.txt}): the text is
 * repaired and lowered, cut into words, and their bytes are joined by learned merges. Equal to
 * openai/CLIP's {@code simple_tokenizer} with ftfy 6.3; padded with 0.
 */
public final class ClipTokenizer implements Tokenizer {
  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";
  private static final String END_OF_WORD = "</w>";

  /** White space of Unicode, without the separators that Python adds. */
  private static final String SPACES =
      "\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  private static final Pattern SPACE = Pattern.compile("[" + SPACES + "]+");

  private static final Pattern WORD =
      Pattern.compile(
          "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}++|\\p{N}|[^"
              + SPACES
              + "\\p{L}\\p{N}]++",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final BytePairs pairs;

  private ClipTokenizer(BytePairs pairs) {
    this.pairs = pairs;
  }

  /**
   * Reads the merges: a header, then two parts a line; gzipped or not.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_READABLE or CORRUPT
   */
  public static ClipTokenizer read(Path file) {
    return new ClipTokenizer(BytePairs.read(file));
  }

  @Override
  public int size() {
    return pairs.size() + 2;
  }

  /** The text that is cut into words: repaired, unescaped, with single spaces, in lower case. */
  public static String clean(String text) {
    String repaired = TextRepair.repair(text);
    String unescaped = CharacterReferences.unescape(CharacterReferences.unescape(repaired));
    String spaced = SPACE.matcher(PythonText.strip(unescaped)).replaceAll(" ");
    return PythonText.lower(PythonText.strip(spaced));
  }

  @Override
  public List<Integer> ids(String text) {
    List<Integer> ids = new ArrayList<>();
    Matcher words = WORD.matcher(clean(text));
    while (words.find()) {
      String word = words.group();
      if (word.equals(START)) {
        ids.add(start());
      } else if (word.equals(END)) {
        ids.add(end());
      } else {
        pairs.join(word.getBytes(UTF_8), ids);
      }
    }
    return ids;
  }

  /** A text that is too long is cut, and ends with the end mark all the same. */
  @Override
  public Encoding encode(String text, int length) {
    List<Integer> plain = ids(text);
    List<Integer> ids = new ArrayList<>();
    ids.add(start());
    ids.addAll(plain.subList(0, Math.min(plain.size(), length - 2)));
    ids.add(end());
    return Encoding.padded(ids, length, 0);
  }

  /** The text of ids, a space behind each word; start and end marks are written out. */
  @Override
  public String decode(List<Integer> ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (id < 0 || id >= size()) {
        throw new IllegalArgumentException("Id %d; there are %d".formatted(id, size()));
      }
      if (id < pairs.size()) {
        bytes.writeBytes(pairs.bytes(id));
      } else {
        bytes.writeBytes((id == start() ? START : END).getBytes(UTF_8));
      }
    }
    byte[] all = bytes.toByteArray();
    return Utf8.decodeLeniently(all, all.length).replace(END_OF_WORD, " ");
  }

  private int start() {
    return pairs.size();
  }

  private int end() {
    return pairs.size() + 1;
  }
}
