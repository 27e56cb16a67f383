package io.kinolake.models.tokenizer;

import io.kinolake.models.text.PythonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokenizer of BERT ({@code vocab.txt}): words by {@link BertWords}, cut into the longest
 * pieces that the vocabulary has, between {@code [CLS]} and {@code [SEP]}. Equal to the original
 * ("slow") tokenizer of the transformers library.
 */
public final class BertTokenizer implements Tokenizer {
  private static final String CLS = "[CLS]";
  private static final String SEP = "[SEP]";
  private static final String PAD = "[PAD]";
  private static final String UNKNOWN = "[UNK]";
  private static final String MASK = "[MASK]";
  private static final Set<String> SPECIALS = Set.of(CLS, SEP, PAD, UNKNOWN, MASK);

  /** Marks a piece that does not begin a word. */
  private static final String INSIDE = "##";

  /** A word of more characters is unknown as a whole. */
  private static final int LONGEST_WORD = 100;

  private final List<String> pieces;
  private final Map<String, Integer> idOf;
  private final BertWords words;
  private final SpecialTokens specials = new SpecialTokens(SPECIALS);

  private BertTokenizer(List<String> pieces, Map<String, Integer> idOf, BertWords words) {
    this.pieces = List.copyOf(pieces);
    this.idOf = Map.copyOf(idOf);
    this.words = words;
  }

  /** How a vocabulary treats capitals; published as {@code do_lower_case}. */
  public enum Letters {
    /** Kept, accents too. */
    CASED,
    /** Lowered, and accents dropped. */
    UNCASED
  }

  /**
   * Reads a {@code vocab.txt}: a piece a line, whose id is the line's number from 0.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_READABLE, or CORRUPT if the file
   *     lacks one of the special pieces
   */
  public static BertTokenizer read(Path file, Letters letters) {
    List<String> pieces =
        VocabularyFiles.lines(file).stream()
            .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
            .toList();
    Map<String, Integer> idOf = new HashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      idOf.put(pieces.get(id), id);
    }
    for (String special : SPECIALS) {
      if (!idOf.containsKey(special)) {
        throw VocabularyFiles.wrong(file, "it lacks " + special);
      }
    }
    return new BertTokenizer(pieces, idOf, new BertWords(letters));
  }

  @Override
  public int size() {
    return pieces.size();
  }

  /** Special pieces written in the text, exactly so, count as such. */
  @Override
  public List<Integer> ids(String text) {
    List<Integer> ids = new ArrayList<>();
    for (SpecialTokens.Part part : specials.split(text)) {
      if (part.special()) {
        ids.add(idOf.get(part.text()));
      } else {
        words.split(part.text()).forEach(word -> addPieces(word, ids));
      }
    }
    return ids;
  }

  @Override
  public Encoding encode(String text, int length) {
    List<Integer> plain = ids(text);
    List<Integer> ids = new ArrayList<>();
    ids.add(idOf.get(CLS));
    ids.addAll(plain.subList(0, Math.min(plain.size(), length - 2)));
    ids.add(idOf.get(SEP));
    return Encoding.padded(ids, length, idOf.get(PAD));
  }

  @Override
  public String decode(List<Integer> ids) {
    List<String> shown = new ArrayList<>();
    for (int id : ids) {
      if (id < 0 || id >= pieces.size()) {
        throw new IllegalArgumentException("Id %d; there are %d".formatted(id, pieces.size()));
      }
      if (!SPECIALS.contains(pieces.get(id))) {
        shown.add(pieces.get(id));
      }
    }
    return PythonText.strip(String.join(" ", shown).replace(" " + INSIDE, ""));
  }

  private void addPieces(String word, List<Integer> ids) {
    List<Integer> found = new ArrayList<>();
    int start = 0;
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      ids.add(idOf.get(UNKNOWN));
      return;
    }
    while (start < word.length()) {
      int end = longest(word, start, found);
      if (end == start) {
        ids.add(idOf.get(UNKNOWN));
        return;
      }
      start = end;
    }
    ids.addAll(found);
  }

  /** Adds the longest piece that starts there and returns its end; the start if there is none. */
  private int longest(String word, int start, List<Integer> found) {
    for (int end = word.length(); end > start; end = word.offsetByCodePoints(end, -1)) {
      Integer id = idOf.get((start > 0 ? INSIDE : "") + word.substring(start, end));
      if (id != null) {
        found.add(id);
        return end;
      }
    }
    return start;
  }
}
