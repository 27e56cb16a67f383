package io.kinolake.jobs.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a frame as {@code DataFrame.to_csv(index=False)} does: quotes where needed, Python's text
 * for numbers and booleans, nothing for a missing cell. A lone carriage return is quoted too, which
 * Python 3.11 forgets, since no reader would give the field back otherwise.
 */
final class CsvWriter {
  private static final byte[] EMPTY_ROW = {'"', '"'};

  /** Rows that a thread makes into text at once; few, since captions can be long. */
  private static final int BLOCK = 1024;

  private final OutputStream out;

  /** The caller closes the stream. */
  CsvWriter(OutputStream out) {
    this.out = out;
  }

  void write(Frame frame) throws IOException {
    out.write(header(frame.names()));
    Series[] columns = frame.names().stream().map(frame::column).toArray(Series[]::new);
    int blocks = (frame.rows() + BLOCK - 1) / BLOCK;
    int atOnce = 2 * Runtime.getRuntime().availableProcessors(); // bounds what waits in memory
    for (int first = 0; first < blocks; first += atOnce) {
      List<byte[]> texts =
          IntStream.range(first, Math.min(blocks, first + atOnce))
              .parallel()
              .mapToObj(block -> rows(columns, block * BLOCK, frame.rows()))
              .toList();
      for (byte[] text : texts) {
        out.write(text);
      }
    }
  }

  private static byte[] header(List<String> names) {
    var block = new CsvBlock();
    for (int i = 0; i < names.size(); i++) {
      separate(i, block);
      writeText(names.get(i), block);
    }
    block.write('\n');
    return block.toByteArray();
  }

  /** The rows of a block, or what is left of it before the end. */
  private static byte[] rows(Series[] columns, int start, int end) {
    var block = new CsvBlock();
    for (int row = start; row < Math.min(end, start + BLOCK); row++) {
      for (int i = 0; i < columns.length; i++) {
        separate(i, block);
        writeCell(columns[i], row, block);
      }
      if (columns.length == 1 && isEmpty(columns[0], row)) {
        block.write(EMPTY_ROW);
      }
      block.write('\n');
    }
    return block.toByteArray();
  }

  private static void separate(int column, CsvBlock block) {
    if (column > 0) {
      block.write(',');
    }
  }

  private static boolean isEmpty(Series column, int row) {
    return column.isMissing(row)
        || (column.type() == DataType.OBJECT && column.text(row).isEmpty());
  }

  private static void writeCell(Series column, int row, CsvBlock block) {
    if (column.isMissing(row)) {
      return;
    }
    if (column instanceof TextSeries text) {
      if (text.containsByte(row, CsvField::needsQuotes)) {
        text.writeQuotedTo(row, block);
      } else {
        text.writeTo(row, block);
      }
    } else if (column instanceof ObjectSeries) {
      writeText(column.text(row), block);
    } else {
      block.write(column.text(row).getBytes(US_ASCII)); // numbers need no quotes
    }
  }

  private static void writeText(String text, CsvBlock block) {
    block.write(CsvField.of(text).getBytes(UTF_8));
  }
}
