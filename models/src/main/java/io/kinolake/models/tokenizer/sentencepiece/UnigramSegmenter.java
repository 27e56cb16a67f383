package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The most probable segmentation under independent pieces, found by one pass over the text (Kudo,
 * 2018). Scores are added in single precision and of equal ones the first is kept, as the original
 * does, so that the choice is the same.
 */
final class UnigramSegmenter implements Segmenter {
  /** How much worse than the rarest piece an unknown character is. */
  private static final float UNKNOWN_PENALTY = 10;

  private final PieceTrie trie;
  private final Piece.Type[] types;
  private final double[] scores;
  private final int unknown;
  private final float unknownScore;

  UnigramSegmenter(List<Piece> pieces, PieceTrie trie, int unknown) {
    this.trie = trie;
    this.unknown = unknown;
    this.types = pieces.stream().map(Piece::type).toArray(Piece.Type[]::new);
    float least = Float.MAX_VALUE;
    float greatest = -Float.MAX_VALUE;
    for (Piece piece : pieces) {
      if (piece.type() == Piece.Type.NORMAL) {
        least = Math.min(least, piece.score());
        greatest = Math.max(greatest, piece.score());
      }
    }
    this.unknownScore = least - UNKNOWN_PENALTY;
    this.scores = scores(pieces, greatest);
  }

  /** A user-defined piece scores so high that it is always taken. */
  private static double[] scores(List<Piece> pieces, float greatest) {
    double[] scores = new double[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      Piece piece = pieces.get(id);
      int length = piece.text().getBytes(UTF_8).length;
      scores[id] =
          piece.type() == Piece.Type.USER_DEFINED ? length * greatest - 0.1 : piece.score();
    }
    return scores;
  }

  @Override
  public List<Cut> cut(byte[] text) {
    Paths paths = new Paths(text.length);
    for (int start = 0; start < text.length; ) {
      int oneCharacter = Math.min(Utf8Bytes.length(text[start]), text.length - start);
      boolean single = addPieces(text, start, oneCharacter, paths);
      if (!single) {
        float candidate = paths.score(start) + unknownScore;
        paths.offer(start, start + oneCharacter, candidate, unknown);
      }
      start += oneCharacter;
    }
    return paths.best(text.length);
  }

  /** Tells whether one of the pieces is the single character. */
  private boolean addPieces(byte[] text, int start, int oneCharacter, Paths paths) {
    boolean single = false;
    int node = PieceTrie.ROOT;
    for (int end = start + 1; end <= text.length; end++) {
      node = trie.next(node, text[end - 1]);
      if (node == PieceTrie.NONE) {
        break;
      }
      int id = trie.value(node);
      if (id != PieceTrie.NONE && types[id] != Piece.Type.UNUSED) {
        paths.offer(start, end, paths.score(start) + scores[id], id);
        single |= end - start == oneCharacter;
      }
    }
    return single;
  }

  /** The best path to each position of a text. */
  private static final class Paths {
    private final float[] score;
    private final int[] from;
    private final int[] id;

    Paths(int length) {
      score = new float[length + 1];
      from = new int[length + 1];
      id = new int[length + 1];
      Arrays.fill(from, -1);
    }

    float score(int position) {
      return score[position];
    }

    void offer(int start, int end, double candidate, int piece) {
      if (from[end] < 0 || candidate > score[end]) {
        score[end] = (float) candidate;
        from[end] = start;
        id[end] = piece;
      }
    }

    List<Cut> best(int length) {
      List<Cut> cuts = new ArrayList<>();
      for (int end = length; end > 0; end = from[end]) {
        cuts.add(new Cut(from[end], end, id[end]));
      }
      Collections.reverse(cuts);
      return cuts;
    }
  }
}
