package io.kinolake.schemas.tables;

/** In what form embeddings of captions are kept. */
public enum TextForm {
  /** BF16: 2 bytes a number. */
  EXACT,
  /** In {@link TensorEncoding#STEPS}, about 1 byte a number. */
  QUANTISED
}
