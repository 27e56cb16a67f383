package io.kinolake.models.tokenizer.sentencepiece;

/**
 * An entry of the vocabulary; its position is its id.
 *
 * @param text with U+2581 for a space
 * @param score the larger, the sooner it is taken
 */
record Piece(String text, float score, Type type) {

  /** The kinds of pieces. */
  enum Type {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE;

    /**
     * The kind of a number in the file.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Type of(long number) {
      return switch ((int) number) {
        case 1 -> NORMAL;
        case 2 -> UNKNOWN;
        case 3 -> CONTROL;
        case 4 -> USER_DEFINED;
        case 5 -> UNUSED;
        case 6 -> BYTE;
        default -> throw new IllegalArgumentException("a piece of type %d".formatted(number));
      };
    }

    /** Whether pieces of this kind are found in a text. */
    boolean isInText() {
      return this == NORMAL || this == USER_DEFINED || this == UNUSED;
    }
  }
}
