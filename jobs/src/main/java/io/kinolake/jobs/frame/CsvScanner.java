package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Cuts CSV bytes into fields by pandas' rules: comma, double quotes doubled inside, any of LF, CRLF
 * and CR as line end, a byte order mark and blank lines skipped, text after a closing quote
 * appended. A field is handed on as bytes, unquoted, without being copied.
 *
 * <p>One use, one thread; the caller closes the stream.
 */
final class CsvScanner {
  /** Receives the fields. The bytes are valid only during the call. */
  interface Sink {
    void field(int index, byte[] bytes, int offset, int length);

    void endRecord(int fields);

    /** The most fields that a record may have. */
    int limit();
  }

  private static final int END = Integer.MIN_VALUE;

  private final InputStream in;
  private final String source;
  private final Sink sink;
  private byte[] buffer = new byte[1 << 18];
  private int position;
  private int limit;
  private int fieldStart;
  private int fieldEnd;
  private int target;
  private boolean quoted;
  private long line = 1;

  CsvScanner(InputStream in, String source, Sink sink) {
    this.in = in;
    this.source = source;
    this.sink = sink;
  }

  static String decode(byte[] bytes, int offset, int length) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length)).toString();
    } catch (CharacterCodingException e) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "The CSV file is not UTF-8 text near '%s'. Convert it to UTF-8."
              .formatted(new String(bytes, offset, Math.min(length, 40), UTF_8)),
          e);
    }
  }

  void scan() throws IOException {
    skipByteOrderMark();
    int index = 0;
    while (true) {
      int end = readField();
      boolean lineEnd = end != ',';
      if (index == 0 && lineEnd && isBlankLine()) {
        if (end == END) {
          return;
        }
        continue;
      }
      if (index >= sink.limit()) {
        throw new KinolakeException(
            BAD_ARGUMENT,
            "Line %d of '%s' has more fields than the header's %d. Quote fields that contain commas."
                .formatted(lineEnd && end != END ? line - 1 : line, source, sink.limit()));
      }
      sink.field(index++, buffer, fieldStart, fieldEnd - fieldStart);
      if (lineEnd) {
        sink.endRecord(index);
        index = 0;
        if (end == END) {
          return;
        }
      }
    }
  }

  private void skipByteOrderMark() throws IOException {
    while (limit < 3 && fill()) {}
    if (limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      position = 3;
    }
  }

  private boolean isBlankLine() {
    if (quoted) {
      return false;
    }
    for (int i = fieldStart; i < fieldEnd; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Reads one field and what ends it: a comma, a line feed for any line end, or {@link #END}. */
  private int readField() throws IOException {
    fieldStart = position;
    quoted = false;
    if (peek() == '"') {
      quoted = true;
      return readQuoted();
    }
    return readPlain(false);
  }

  /** Reads to the field's end; where text follows a closing quote, moves it up to the target. */
  private int readPlain(boolean moving) throws IOException {
    while (true) {
      while (position < limit) {
        byte next = buffer[position];
        if (next == ',' || next == '\n' || next == '\r') {
          fieldEnd = moving ? target : position;
          position++;
          return next == ',' ? ',' : endLine(next);
        }
        if (moving) {
          buffer[target++] = next;
        }
        position++;
      }
      if (!fill()) {
        fieldEnd = moving ? target : position;
        return END;
      }
    }
  }

  private int readQuoted() throws IOException {
    long firstLine = line;
    target = fieldStart;
    position++;
    while (true) {
      int next = peek();
      if (next == END) {
        throw new KinolakeException(
            BAD_ARGUMENT,
            "The file '%s' ends inside the quoted field that begins in line %d. Close the quote."
                .formatted(source, firstLine));
      }
      position++;
      if (next != '"') {
        line += next == '\n' ? 1 : 0;
        buffer[target++] = (byte) next;
      } else if (peek() == '"') {
        position++;
        buffer[target++] = '"';
      } else {
        return readPlain(true);
      }
    }
  }

  private int endLine(byte end) throws IOException {
    line++;
    if (end == '\r' && peek() == '\n') {
      position++;
    }
    return '\n';
  }

  private int peek() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    return buffer[position];
  }

  /** Reads more bytes behind the current field, which is first moved to the buffer's start. */
  private boolean fill() throws IOException {
    int kept = limit - fieldStart;
    if (fieldStart > 0) {
      System.arraycopy(buffer, fieldStart, buffer, 0, kept);
    }
    position -= fieldStart;
    target -= fieldStart;
    fieldEnd -= fieldStart;
    limit = kept;
    fieldStart = 0;
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read <= 0) {
      return false;
    }
    limit += read;
    return true;
  }
}
