package io.kinolake.jobs.list;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.Location;

/**
 * Entries of lists and tables that name no place. They are told by the list and their number in it,
 * since their text may hold a password or be no text at all.
 */
final class UnusableEntry {
  private UnusableEntry() {}

  /** An entry without a path. */
  static ListedFile empty(Location list, int number) {
    return failed(list, number, "It has no path. Give it one, or remove it.");
  }

  /**
   * An entry whose path cannot be understood.
   *
   * @param cause what is wrong with it
   */
  static ListedFile malformed(Location list, int number, RuntimeException cause) {
    return failed(
        list,
        number,
        cause instanceof KinolakeException known
            ? known.failure().message()
            : "Its path is neither a path nor a URI that can be looked up (%s). Correct it, or remove it."
                .formatted(cause.getClass().getSimpleName()));
  }

  private static ListedFile failed(Location list, int number, String reason) {
    String entry = list.name() + "#" + number;
    return ListedFile.failed(
        list.text() + "#" + number,
        entry,
        new Failure(
            FailureCode.NOT_FOUND,
            "Entry %d of '%s' cannot be used. %s".formatted(number, list, reason)));
  }
}
