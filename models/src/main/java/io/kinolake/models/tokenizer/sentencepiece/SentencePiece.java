package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A SentencePiece model: unigram or byte pairs, with or without byte fallback. Immutable and
 * thread-safe. Unigram takes time linear in the text, byte pairs n log n.
 */
public final class SentencePiece {
  private static final int BYTES = 256;

  private final ModelFile model;
  private final Normalizer normalizer;
  private final Segmenter segmenter;
  private final Map<String, Integer> idOf;
  private final int unknown;
  private final int[] byteIds;

  private SentencePiece(ModelFile model) {
    this.model = model;
    List<Piece> pieces = model.pieces();
    this.unknown =
        IntStream.range(0, pieces.size())
            .filter(id -> pieces.get(id).type() == Piece.Type.UNKNOWN)
            .findFirst()
            .orElseThrow();
    this.idOf = new HashMap<>();
    Map<String, Integer> inText = new HashMap<>();
    Map<String, Integer> userDefined = new HashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      idOf.putIfAbsent(piece.text(), id);
      if (piece.type().isInText()) {
        inText.put(piece.text(), id);
      }
      if (piece.type() == Piece.Type.USER_DEFINED) {
        userDefined.put(piece.text(), id);
      }
    }
    PieceTrie trie = new PieceTrie(inText);
    PieceTrie whole = new PieceTrie(userDefined);
    this.normalizer = new Normalizer(model.normalizer(), whole);
    this.segmenter =
        model.unigram()
            ? new UnigramSegmenter(pieces, trie, unknown)
            : new BytePairSegmenter(pieces, trie, whole, unknown);
    this.byteIds = byteIds();
  }

  /**
   * Reads a model file.
   *
   * @throws KinolakeException NOT_FOUND, NOT_READABLE, or CORRUPT if it is no such file
   */
  public static SentencePiece read(Path file) {
    try {
      return new SentencePiece(ModelFile.parse(ByteBuffer.wrap(Files.readAllBytes(file))));
    } catch (IllegalArgumentException e) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "%s is no usable SentencePiece model: %s; take the file that was published with the model"
              .formatted(file, e.getMessage()),
          e);
    } catch (NoSuchFileException e) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND, "There is no vocabulary %s; check the path".formatted(file), e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "%s cannot be read: %s".formatted(file, e), e);
    }
  }

  public int size() {
    return model.pieces().size();
  }

  /** The id that starts a text, if the model has one. */
  public OptionalInt bos() {
    return present(model.bosId());
  }

  /** The id that ends a text, if the model has one. */
  public OptionalInt eos() {
    return present(model.eosId());
  }

  /** The id of padding, if the model has one. */
  public OptionalInt pad() {
    return present(model.padId());
  }

  public int unknown() {
    return unknown;
  }

  /** The id of a piece, of whatever kind, by its text. */
  public Optional<Integer> find(String piece) {
    return Optional.ofNullable(idOf.get(piece));
  }

  /**
   * The text of an id's piece, with U+2581 for a space.
   *
   * @throws IllegalArgumentException for an id that is not in the vocabulary
   */
  public String piece(int id) {
    return at(id).text();
  }

  /** The text as it is segmented, with U+2581 for spaces. */
  public String normalize(String text) {
    return new String(normalizer.normalize(Utf8Bytes.of(text)), UTF_8);
  }

  /** The ids of a text; control pieces written in it are plain text. */
  public List<Integer> encode(String text) {
    byte[] normalized = normalizer.normalize(Utf8Bytes.of(text));
    List<Integer> ids = new ArrayList<>();
    boolean afterUnknown = false;
    for (Segmenter.Cut cut : segmenter.cut(normalized)) {
      boolean isUnknown = cut.id() == unknown;
      if (isUnknown && model.byteFallback()) {
        for (int i = cut.start(); i < cut.end(); i++) {
          ids.add(byteIds[normalized[i] & 0xff]);
        }
      } else if (!isUnknown || !afterUnknown) {
        ids.add(cut.id());
      }
      afterUnknown = isUnknown;
    }
    return ids;
  }

  /**
   * The text of ids: control pieces give nothing, byte pieces are put together to characters, with
   * U+FFFD for each byte that is part of none.
   *
   * @throws IllegalArgumentException for an id that is not in the vocabulary
   */
  public String decode(List<Integer> ids) {
    Decoding decoding = new Decoding(model);
    ids.forEach(id -> decoding.add(at(id)));
    return decoding.finish();
  }

  private Piece at(int id) {
    if (id < 0 || id >= size()) {
      throw new IllegalArgumentException("Id %d; there are %d".formatted(id, size()));
    }
    return model.pieces().get(id);
  }

  private int[] byteIds() {
    int[] ids = new int[BYTES];
    for (int value = 0; value < BYTES && model.byteFallback(); value++) {
      String name = "<0x%02X>".formatted(value);
      Integer id = idOf.get(name);
      if (id == null) {
        throw new IllegalArgumentException("it lacks the piece " + name);
      }
      ids[value] = id;
    }
    return ids;
  }

  private OptionalInt present(int id) {
    return id >= 0 && id < size() ? OptionalInt.of(id) : OptionalInt.empty();
  }
}
