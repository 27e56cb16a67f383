package io.kinolake.models.tokenizer.sentencepiece;

import java.util.List;

/** Cuts normalized text into pieces; thread-safe. */
interface Segmenter {

  /** The cuts in order, which together are the whole text. */
  List<Cut> cut(byte[] text);

  /**
   * A part of a text.
   *
   * @param start its first byte
   * @param end behind its last
   * @param id of the piece; the unknown piece's if there is none
   */
  record Cut(int start, int end, int id) {}
}
