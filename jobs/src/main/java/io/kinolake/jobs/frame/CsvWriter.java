package io.kinolake.jobs.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes a frame as {@code DataFrame.to_csv(index=False)} does: quotes where needed, Python's text
 * for numbers and booleans, nothing for a missing cell. A lone carriage return is quoted too, which
 * Python 3.11 forgets, since no reader would give the field back otherwise.
 */
final class CsvWriter {
  private static final byte[] EMPTY_ROW = {'"', '"'};

  private final BufferedOutputStream out;

  /** The caller closes the stream; {@link #write} flushes it. */
  CsvWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  void write(Frame frame) throws IOException {
    List<String> names = frame.names();
    for (int i = 0; i < names.size(); i++) {
      separate(i);
      writeText(names.get(i));
    }
    out.write('\n');
    Series[] columns = names.stream().map(frame::column).toArray(Series[]::new);
    for (int row = 0; row < frame.rows(); row++) {
      for (int i = 0; i < columns.length; i++) {
        separate(i);
        writeCell(columns[i], row);
      }
      if (columns.length == 1 && isEmpty(columns[0], row)) {
        out.write(EMPTY_ROW);
      }
      out.write('\n');
    }
    out.flush();
  }

  private void separate(int column) throws IOException {
    if (column > 0) {
      out.write(',');
    }
  }

  private static boolean isEmpty(Series column, int row) {
    return column.isMissing(row)
        || (column.type() == DataType.OBJECT && column.text(row).isEmpty());
  }

  private void writeCell(Series column, int row) throws IOException {
    if (column.isMissing(row)) {
      return;
    }
    if (column instanceof TextSeries text) {
      if (text.containsByte(row, CsvField::needsQuotes)) {
        writeText(text.text(row));
      } else {
        text.writeTo(row, out);
      }
    } else {
      writeText(column.text(row));
    }
  }

  private void writeText(String text) throws IOException {
    out.write(CsvField.of(text).getBytes(UTF_8));
  }
}
