package io.kinolake.schemas;

import java.util.List;

/**
 * The columns that the stage runner adds to every stage's table, beside the table's own. A failed
 * item is a row with these and its key, and nothing else.
 */
public final class StageColumns {
  private StageColumns() {}

  public static final Column<String> FINGERPRINT =
      Column.ofString(
          "fingerprint",
          "Digest of the stage, its settings and the item's input; a row is current while it"
              + " equals what a run would compute now");
  public static final Column<String> STATUS =
      Column.ofString("status", "ok, empty (the item yields no rows) or failed");
  public static final Column<String> ERROR_CODE =
      Column.ofString("error_code", "Stable code of the failure").optional();
  public static final Column<String> ERROR_KIND =
      Column.ofString("error_kind", "bad_input, transient, config or bug").optional();
  public static final Column<String> ERROR_MESSAGE =
      Column.ofString("error_message", "What failed, why, and what to do").optional();
  public static final Column<Integer> ATTEMPTS =
      Column.ofInt("attempts", "How many runs have tried this item with this fingerprint");
  public static final Column<Long> RETIRED_US =
      Column.ofLong(
              "retired_us",
              "When the row stopped being current, microseconds since 1970; null while it is")
          .optional();

  public static final String OK = "ok";
  public static final String EMPTY = "empty";
  public static final String FAILED = "failed";

  /** All of them, in stored order. */
  public static final List<Column<?>> ALL =
      List.of(FINGERPRINT, STATUS, ERROR_CODE, ERROR_KIND, ERROR_MESSAGE, ATTEMPTS, RETIRED_US);
}
