package io.kinolake.models.tokenizer.sentencepiece;

import java.io.ByteArrayOutputStream;

/** Puts a text together from pieces; for one text. */
final class Decoding {
  private static final String SPACE = "\u2581";
  private static final int HEXADECIMAL = 16;

  private final ModelFile model;
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean atStart = true;
  private boolean sawStartSpace;

  Decoding(ModelFile model) {
    this.model = model;
  }

  void add(Piece piece) {
    if (piece.type() == Piece.Type.BYTE) {
      bytes.write(Integer.parseInt(piece.text().substring(3, 5), HEXADECIMAL));
      return;
    }
    endBytes();
    if (sawStartSpace || text.length() > 0) {
      atStart = false;
    }
    sawStartSpace = false;
    switch (piece.type()) {
      case CONTROL -> {}
      case UNKNOWN -> text.append(model.unknownText());
      default -> text.append(surface(piece.text()).replace(SPACE, " "));
    }
  }

  String finish() {
    endBytes();
    return text.toString();
  }

  /** Without the space that normalization had put in front of the text. */
  private String surface(String piece) {
    ModelFile.NormalizerSpec spec = model.normalizer();
    boolean strips = atStart && (spec.addDummyPrefix() || spec.removeExtraWhitespaces());
    if (!strips || !piece.startsWith(SPACE)) {
      return piece;
    }
    sawStartSpace = !spec.removeExtraWhitespaces();
    return piece.substring(SPACE.length());
  }

  private void endBytes() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    for (int at = 0; at < all.length; ) {
      int codePoint = Utf8Bytes.codePoint(all, at);
      text.appendCodePoint(codePoint < 0 ? 0xfffd : codePoint);
      at += codePoint < 0 ? 1 : Utf8Bytes.length(all[at]);
    }
  }
}
