package io.kinolake.models.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte pair merges of CLIP. Ids: 256 bytes in the order of {@link #byteOrder}, the same at the end
 * of a word, then the merges in order. Of merges that apply, the earliest is done first, everywhere
 * in the word from left to right; time is n log n in the word's length.
 */
final class BytePairs {
  private static final String END_OF_WORD = "</w>";
  private static final int BYTES = 256;

  /** CLIP reads so many merges and no more: 49152 ids without bytes and marks. */
  private static final int MOST_MERGES = 49152 - 2 * BYTES - 2;

  private static final int GONE = -1;

  private final List<String> texts;
  private final Map<String, Integer> idOf;
  private final Map<Long, Integer> ranks;
  private final int[] byteOrder = byteOrder();
  private final int[] idOfByte = new int[BYTES];

  private BytePairs(List<String> texts, Map<String, Integer> idOf, Map<Long, Integer> ranks) {
    this.texts = List.copyOf(texts);
    this.idOf = Map.copyOf(idOf);
    this.ranks = Map.copyOf(ranks);
    for (int id = 0; id < BYTES; id++) {
      idOfByte[byteOrder[id]] = id;
    }
  }

  static BytePairs read(Path file) {
    List<String> lines = VocabularyFiles.lines(file);
    List<String> merges = lines.subList(1, Math.min(lines.size(), MOST_MERGES + 1));
    if (merges.isEmpty()) {
      throw VocabularyFiles.wrong(file, "it has no merges");
    }
    List<String> characters = characters();
    List<String> texts = new ArrayList<>(characters);
    characters.forEach(character -> texts.add(character + END_OF_WORD));
    merges.forEach(merge -> texts.add(merge.replaceFirst(" ", "")));
    Map<String, Integer> idOf = new HashMap<>();
    for (int id = 0; id < texts.size(); id++) {
      idOf.put(texts.get(id), id);
    }
    return new BytePairs(texts, idOf, ranks(file, merges, idOf));
  }

  private static Map<Long, Integer> ranks(
      Path file, List<String> merges, Map<String, Integer> idOf) {
    Map<Long, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < merges.size(); rank++) {
      String[] parts = merges.get(rank).split(" ", -1);
      Integer first = idOf.get(parts[0]);
      Integer second = parts.length == 2 ? idOf.get(parts[1]) : null;
      if (first == null || second == null) {
        throw VocabularyFiles.wrong(
            file,
            "line %d, '%s', is no merge of known parts".formatted(rank + 2, merges.get(rank)));
      }
      ranks.put(pair(first, second), rank);
    }
    return ranks;
  }

  int size() {
    return texts.size();
  }

  /** The bytes of an id; the mark of a word's end is written out. */
  byte[] bytes(int id) {
    String text = texts.get(id);
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) byteOrder[idOf.get(text.substring(i, i + 1))];
    }
    return bytes;
  }

  /** Appends the ids of a word. */
  void join(byte[] word, List<Integer> ids) {
    Word joined = new Word(word);
    joined.run();
    joined.addTo(ids);
  }

  /** The bytes in the order of their ids: those that print, then the others. */
  private static int[] byteOrder() {
    int[] order = new int[BYTES];
    int next = 0;
    for (boolean printable : new boolean[] {true, false}) {
      for (int value = 0; value < BYTES; value++) {
        if (isPrintable(value) == printable) {
          order[next++] = value;
        }
      }
    }
    return order;
  }

  /** A printable character for each byte, in the order of ids. */
  private static List<String> characters() {
    List<String> characters = new ArrayList<>();
    int extra = BYTES;
    for (int value : byteOrder()) {
      characters.add(Character.toString(isPrintable(value) ? value : extra++));
    }
    return characters;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xa1 && value <= 0xac)
        || (value >= 0xae && value <= 0xff);
  }

  private static long pair(int first, int second) {
    return (long) first << Integer.SIZE | second;
  }

  /** A pair of neighbours that a merge applies to, unless one of them changed since. */
  private record Candidate(int rank, int left, int leftId, int rightId)
      implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return rank != other.rank
          ? Integer.compare(rank, other.rank)
          : Integer.compare(left, other.left);
    }
  }

  /** One word while it is joined: a linked list of ids. */
  private final class Word {
    private final int[] id;
    private final int[] previous;
    private final int[] next;
    private final PriorityQueue<Candidate> agenda = new PriorityQueue<>();

    Word(byte[] bytes) {
      id = new int[bytes.length];
      previous = new int[bytes.length];
      next = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        id[i] = idOfByte[bytes[i] & 0xff] + (i == bytes.length - 1 ? BYTES : 0);
        previous[i] = i - 1;
        next[i] = i == bytes.length - 1 ? GONE : i + 1;
      }
    }

    void run() {
      for (int i = 0; i + 1 < id.length; i++) {
        propose(i, agenda);
      }
      List<Candidate> found = new ArrayList<>();
      while (!agenda.isEmpty()) {
        int rank = agenda.peek().rank();
        found.clear();
        while (!agenda.isEmpty() && agenda.peek().rank() == rank) {
          join(agenda.poll(), found);
        }
        agenda.addAll(found);
      }
    }

    private void join(Candidate candidate, List<Candidate> found) {
      int left = candidate.left();
      int right = id[left] == candidate.leftId() ? next[left] : GONE;
      if (right == GONE || id[right] != candidate.rightId()) {
        return;
      }
      id[left] = idOf.get(texts.get(candidate.leftId()) + texts.get(candidate.rightId()));
      id[right] = GONE;
      next[left] = next[right];
      if (next[right] != GONE) {
        previous[next[right]] = left;
      }
      if (previous[left] != GONE) {
        propose(previous[left], found);
      }
      propose(left, found);
    }

    private void propose(int left, Collection<Candidate> target) {
      int right = next[left];
      if (right == GONE) {
        return;
      }
      Integer rank = ranks.get(pair(id[left], id[right]));
      if (rank != null) {
        target.add(new Candidate(rank, left, id[left], id[right]));
      }
    }

    void addTo(List<Integer> ids) {
      for (int i = id.length == 0 ? GONE : 0; i != GONE; i = next[i]) {
        ids.add(id[i]);
      }
    }
  }
}
