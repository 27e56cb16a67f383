package io.kinolake.models.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated rows after RFC 4180: quotes may hold commas, line breaks and doubled quotes.
 * Empty lines are left out.
 */
public final class CsvRows {
  private final String csv;
  private final List<List<String>> rows = new ArrayList<>();
  private List<String> row = new ArrayList<>();
  private int position;

  private CsvRows(String csv) {
    this.csv = csv;
  }

  /** The rows' fields, the header's among them. */
  public static List<List<String>> parse(String csv) {
    CsvRows rows = new CsvRows(csv);
    while (rows.position < csv.length()) {
      rows.field();
    }
    rows.endRow();
    return rows.rows;
  }

  private void field() {
    StringBuilder field = new StringBuilder();
    if (csv.charAt(position) == '"') {
      position++;
      quoted(field);
    }
    while (position < csv.length() && ",\r\n".indexOf(csv.charAt(position)) < 0) {
      field.append(csv.charAt(position++));
    }
    row.add(field.toString());
    boolean comma = position < csv.length() && csv.charAt(position) == ',';
    if (csv.startsWith("\r\n", position)) {
      position++;
    }
    position++;
    if (!comma) {
      endRow();
    } else if (position == csv.length()) {
      row.add("");
    }
  }

  private void quoted(StringBuilder field) {
    while (position < csv.length()) {
      char character = csv.charAt(position++);
      if (character != '"') {
        field.append(character);
      } else if (position < csv.length() && csv.charAt(position) == '"') {
        field.append(csv.charAt(position++));
      } else {
        return;
      }
    }
  }

  private void endRow() {
    if (row.size() > 1 || (row.size() == 1 && !row.get(0).isEmpty())) {
      rows.add(row);
    }
    row = new ArrayList<>();
  }
}
