package io.kinolake.training.parallel;

import java.util.Arrays;
import java.util.Optional;

/** What ranks do together. */
enum Operation {
  ADDRESSES('P', "the exchange of addresses"),
  VECTOR_SUM('V', "the sum of a vector on all ranks"),
  REDUCE_SCATTER('R', "the sum of a vector"),
  ALL_GATHER('G', "the exchange of a vector's parts"),
  SUM('S', "the sum of a number"),
  ALL_TO_ALL('A', "the exchange of chunks"),
  BROADCAST('B', "a broadcast"),
  BARRIER('W', "a barrier");

  private final char code;
  private final String words;

  Operation(char code, String words) {
    this.code = code;
    this.words = words;
  }

  /** On the wire. */
  char code() {
    return code;
  }

  /** What that code means, if anything. */
  static Optional<Operation> of(char code) {
    return Arrays.stream(values()).filter(operation -> operation.code == code).findFirst();
  }

  @Override
  public String toString() {
    return words;
  }
}
