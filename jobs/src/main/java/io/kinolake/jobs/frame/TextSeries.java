package io.kinolake.jobs.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Text cells and gaps, kept as UTF-8 bytes in shared pages: selecting rows copies places, not text.
 */
public final class TextSeries implements Series {
  static final int MISSING = -1;

  private final byte[][] pages;
  private final long[] places;
  private final int[] lengths;

  /**
   * @param places page number in the upper, offset in the lower 32 bits
   * @param lengths bytes, or {@link #MISSING}
   */
  TextSeries(byte[][] pages, long[] places, int[] lengths) {
    this.pages = pages;
    this.places = places;
    this.lengths = lengths;
  }

  static TextSeries concat(TextSeries above, TextSeries below) {
    var pages = Arrays.copyOf(above.pages, above.pages.length + below.pages.length);
    System.arraycopy(below.pages, 0, pages, above.pages.length, below.pages.length);
    var places = Arrays.copyOf(above.places, above.size() + below.size());
    var lengths = Arrays.copyOf(above.lengths, above.size() + below.size());
    for (int i = 0; i < below.size(); i++) {
      places[above.size() + i] = below.places[i] + ((long) above.pages.length << 32);
      lengths[above.size() + i] = below.lengths[i];
    }
    return new TextSeries(pages, places, lengths);
  }

  private byte[] page(int row) {
    return pages[(int) (places[row] >>> 32)];
  }

  private int offset(int row) {
    return (int) places[row];
  }

  /** The bytes of the cell's UTF-8 text; 0 for a gap. */
  int length(int row) {
    return Math.max(0, lengths[row]);
  }

  boolean containsByte(int row, ByteTest test) {
    byte[] page = page(row);
    int end = offset(row) + length(row);
    for (int i = offset(row); i < end; i++) {
      if (test.matches(page[i])) {
        return true;
      }
    }
    return false;
  }

  void writeTo(int row, CsvBlock out) {
    out.write(page(row), offset(row), length(row));
  }

  void writeQuotedTo(int row, CsvBlock out) {
    out.writeQuoted(page(row), offset(row), length(row));
  }

  /** Orders two cells by code point; neither may be missing. */
  int compare(int row, int other) {
    return Arrays.compareUnsigned(
        page(row),
        offset(row),
        offset(row) + length(row),
        page(other),
        offset(other),
        offset(other) + length(other));
  }

  @Override
  public DataType type() {
    return DataType.OBJECT;
  }

  @Override
  public int size() {
    return lengths.length;
  }

  @Override
  public boolean isMissing(int row) {
    return lengths[row] == MISSING;
  }

  @Override
  public Object value(int row) {
    if (isMissing(row)) {
      return Missing.NAN;
    }
    return new String(page(row), offset(row), lengths[row], UTF_8);
  }

  @Override
  public Series take(int[] rows) {
    return takeOrMissing(rows);
  }

  @Override
  public Series takeOrMissing(int[] rows) {
    var takenPlaces = new long[rows.length];
    var takenLengths = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      takenPlaces[i] = rows[i] < 0 ? 0 : places[rows[i]];
      takenLengths[i] = rows[i] < 0 ? MISSING : lengths[rows[i]];
    }
    return new TextSeries(pages, takenPlaces, takenLengths);
  }

  /** A test of one byte. */
  @FunctionalInterface
  interface ByteTest {
    boolean matches(byte value);
  }
}
