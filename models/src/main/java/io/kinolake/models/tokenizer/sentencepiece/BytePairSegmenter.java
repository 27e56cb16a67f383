package io.kinolake.models.tokenizer.sentencepiece;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Starts from characters and joins the neighbours whose union has the highest score, of equal ones
 * the leftmost, until no union is a piece (Sennrich, Haddow and Birch, 2016).
 */
final class BytePairSegmenter implements Segmenter {
  private static final int NONE = -1;

  private static final Comparator<Union> ORDER =
      Comparator.<Union>comparingDouble(union -> -union.score()).thenComparingInt(Union::left);

  private final PieceTrie trie;
  private final PieceTrie userDefined;
  private final List<Piece> pieces;
  private final int unknown;

  BytePairSegmenter(List<Piece> pieces, PieceTrie trie, PieceTrie userDefined, int unknown) {
    this.pieces = pieces;
    this.trie = trie;
    this.userDefined = userDefined;
    this.unknown = unknown;
  }

  /** Two neighbouring parts that may be joined, unless either changed since. */
  private record Union(int left, int right, float score, int end) {}

  @Override
  public List<Cut> cut(byte[] text) {
    Joining joining = new Joining(text);
    joining.run();
    return joining.cuts();
  }

  /** The parts of one text: part {@code i} is bytes {@code start[i]} to {@code end[i]}. */
  private final class Joining {
    private final byte[] text;
    private final int[] start;
    private final int[] end;
    private final int[] previous;
    private final int[] next;
    private final boolean[] frozen;
    private final PriorityQueue<Union> agenda = new PriorityQueue<>(ORDER);

    /** How an unused piece came about: where its second half starts, counted from its start. */
    private final Map<Integer, Integer> halves = new HashMap<>();

    private int parts;

    Joining(byte[] text) {
      this.text = text;
      this.start = new int[text.length];
      this.end = new int[text.length];
      this.previous = new int[text.length];
      this.next = new int[text.length];
      this.frozen = new boolean[text.length];
      split();
    }

    private void split() {
      for (int at = 0; at < text.length; at = end[parts - 1]) {
        int whole = userDefined.longest(text, at);
        int length = whole > 0 ? whole : Utf8Bytes.length(text[at]);
        start[parts] = at;
        end[parts] = Math.min(text.length, at + length);
        frozen[parts] = whole > 0;
        previous[parts] = parts - 1;
        next[parts] = parts + 1;
        parts++;
      }
      if (parts > 0) {
        next[parts - 1] = NONE;
      }
    }

    void run() {
      for (int right = 1; right < parts; right++) {
        propose(right - 1, right);
      }
      while (!agenda.isEmpty()) {
        Union union = agenda.poll();
        int left = union.left();
        int right = union.right();
        boolean current =
            next[left] == right && end[right] == union.end() && end[left] == start[right];
        if (!current) {
          continue;
        }
        end[left] = end[right];
        end[right] = start[right];
        next[left] = next[right];
        if (next[right] != NONE) {
          previous[next[right]] = left;
        }
        propose(previous[left], left);
        propose(left, next[left]);
      }
    }

    private void propose(int left, int right) {
      if (left == NONE || right == NONE || frozen[left] || frozen[right]) {
        return;
      }
      int id = trie.find(text, start[left], end[right]);
      if (id == PieceTrie.NONE) {
        return;
      }
      agenda.add(new Union(left, right, pieces.get(id).score(), end[right]));
      if (pieces.get(id).type() == Piece.Type.UNUSED) {
        halves.put(id, start[right] - start[left]);
      }
    }

    List<Cut> cuts() {
      List<Cut> cuts = new ArrayList<>();
      for (int part = parts == 0 ? NONE : 0; part != NONE; part = next[part]) {
        add(start[part], end[part], cuts);
      }
      return cuts;
    }

    /** Adds a part, or if its piece must not be used, the two halves it was joined from. */
    private void add(int from, int to, List<Cut> cuts) {
      int id = trie.find(text, from, to);
      boolean unused = id != PieceTrie.NONE && pieces.get(id).type() == Piece.Type.UNUSED;
      if (unused && halves.containsKey(id)) {
        int middle = from + halves.get(id);
        add(from, middle, cuts);
        add(middle, to, cuts);
        return;
      }
      cuts.add(new Cut(from, to, id == PieceTrie.NONE ? unknown : id));
    }
  }
}
