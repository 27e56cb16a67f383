package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.jobs.frame.DataType;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.PythonText;
import io.kinolake.jobs.frame.Series;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.function.Predicate;

/** A column that a step reads as text. */
record TextCells(String name, Series column) {

  /**
   * The table's column of this name.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when the column is missing or holds no text
   */
  static TextCells of(Frame table, String name) {
    Series column = table.column(name);
    if (!holdsText(column)) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "Column '%s' holds no text (its type is %s)."
              .formatted(name, column.type().pandasName()));
    }
    return new TextCells(name, column);
  }

  private static boolean holdsText(Series column) {
    if (column.type() != DataType.OBJECT) {
      return false;
    }
    boolean anyValue = false;
    for (int row = 0; row < column.size(); row++) {
      if (column.value(row) instanceof String) {
        return true;
      }
      anyValue |= !column.isMissing(row);
    }
    return !anyValue;
  }

  /**
   * The cell's text.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when the cell is missing or a number
   */
  String require(int row) {
    if (column.value(row) instanceof String text) {
      return text;
    }
    throw new KinolakeException(
        BAD_ARGUMENT,
        ("Column '%s' holds %s in row %d where text is needed."
                + " Remove such rows first, for instance with --remove-empty-%s.")
            .formatted(
                name,
                column.isMissing(row) ? "nothing" : PythonText.repr(column.value(row)),
                row + 1,
                name.equals("path") ? "path" : "caption"));
  }

  /** The table's rows whose text passes; every cell must be text. */
  Frame filter(Frame table, Predicate<String> test) {
    return table.filter(row -> test.test(require(row)));
  }
}
