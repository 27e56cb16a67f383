package io.kinolake.udfs;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import java.util.List;

/** What became of one part of an item. */
public sealed interface Outcome<O extends Record> {

  /**
   * The work was done.
   *
   * @param rows what it yielded; none is a valid result
   * @param failures of single rows that should have been there; the others are kept
   */
  record Produced<O extends Record>(List<O> rows, List<Failure> failures) implements Outcome<O> {
    public Produced {
      rows = List.copyOf(rows);
      failures = List.copyOf(failures);
    }
  }

  /** The work could not be done. */
  record Rejected<O extends Record>(Failure failure) implements Outcome<O> {}

  static <O extends Record> Outcome<O> produced(List<O> rows) {
    return new Produced<>(rows, List.of());
  }

  static <O extends Record> Outcome<O> produced(O row) {
    return new Produced<>(List.of(row), List.of());
  }

  static <O extends Record> Outcome<O> rejected(Failure failure) {
    return new Rejected<>(failure);
  }

  static <O extends Record> Outcome<O> rejected(FailureCode code, String message) {
    return new Rejected<>(new Failure(code, message));
  }
}
