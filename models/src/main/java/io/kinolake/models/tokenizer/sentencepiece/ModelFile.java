package io.kinolake.models.tokenizer.sentencepiece;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A SentencePiece model file ({@code sentencepiece_model.proto}).
 *
 * @param unigram whether the segmentation is unigram; byte pairs otherwise
 * @param byteFallback whether unknown characters become bytes
 * @param bosId -1 without one, as the next two
 * @param unknownText what the unknown piece decodes to
 */
record ModelFile(
    List<Piece> pieces,
    boolean unigram,
    boolean byteFallback,
    int bosId,
    int eosId,
    int padId,
    String unknownText,
    NormalizerSpec normalizer) {
  private static final int PIECES = 1;
  private static final int TRAINER = 2;
  private static final int NORMALIZER = 3;

  private static final int UNIGRAM = 1;
  private static final int BPE = 2;

  ModelFile {
    pieces = List.copyOf(pieces);
    if (pieces.stream().noneMatch(piece -> piece.type() == Piece.Type.UNKNOWN)) {
      throw new IllegalArgumentException("it has no unknown piece");
    }
  }

  /**
   * How text is prepared.
   *
   * @param characterMap the compiled map of characters; empty for none
   * @param spaceBehind whether the space that marks a word stands behind it
   */
  record NormalizerSpec(
      ByteBuffer characterMap,
      boolean addDummyPrefix,
      boolean removeExtraWhitespaces,
      boolean escapeWhitespaces,
      boolean spaceBehind) {}

  /**
   * Parses a file.
   *
   * @throws IllegalArgumentException if it is none, or of a kind that is not known here
   */
  static ModelFile parse(ByteBuffer file) {
    ProtoFields model = ProtoFields.parse(file);
    List<Piece> pieces = new ArrayList<>();
    for (ProtoFields.Field field : model.fields()) {
      if (field.number() == PIECES) {
        pieces.add(piece(ProtoFields.parse(field.bytes())));
      }
    }
    ProtoFields trainer = ProtoFields.parse(model.bytes(TRAINER));
    ProtoFields normalizer = ProtoFields.parse(model.bytes(NORMALIZER));
    long type = trainer.number(3, UNIGRAM);
    if (type != UNIGRAM && type != BPE) {
      throw new IllegalArgumentException(
          "its segmentation is of type %d; only unigram (1) and byte pairs (2) are read"
              .formatted(type));
    }
    return new ModelFile(
        pieces,
        type == UNIGRAM,
        trainer.flag(35, false),
        (int) trainer.number(41, 1),
        (int) trainer.number(42, 2),
        (int) trainer.number(43, -1),
        trainer.text(44, " \u2047 "),
        new NormalizerSpec(
            normalizer.bytes(2),
            normalizer.flag(3, true),
            normalizer.flag(4, true),
            normalizer.flag(5, true),
            trainer.flag(24, false)));
  }

  private static Piece piece(ProtoFields fields) {
    float score = 0;
    for (ProtoFields.Field field : fields.fields()) {
      if (field.number() == 2) {
        score = field.real();
      }
    }
    return new Piece(fields.text(1, ""), score, Piece.Type.of(fields.number(3, 1)));
  }
}
