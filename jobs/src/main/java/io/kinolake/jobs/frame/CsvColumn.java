package io.kinolake.jobs.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One CSV column under construction, with the type that pandas would guess: whole numbers, floats
 * (also whole numbers with gaps), booleans, else text. Not safe for use by several threads.
 */
final class CsvColumn {
  private static final Set<String> MISSING_WORDS =
      Set.of(
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");
  private static final int LONGEST_WORD = 9;

  private enum Guess {
    NOTHING,
    LONG,
    DOUBLE,
    BOOLEAN,
    TEXT,
    MIXED
  }

  private final TextColumn text = new TextColumn();
  private final CsvNumber number = new CsvNumber();
  private Guess guess;
  private long[] longs = new long[64];
  private double[] doubles = {};
  private Object[] booleans = {};
  private boolean bigNumbers;
  private boolean fractions;
  private int size;

  /**
   * @param isText whether the column is known to be text
   */
  CsvColumn(boolean isText) {
    guess = isText ? Guess.TEXT : Guess.NOTHING;
  }

  void add(byte[] bytes, int offset, int length) {
    if (guess == Guess.MIXED) {
      return;
    }
    if (isMissing(bytes, offset, length)) {
      addMissing();
      return;
    }
    if (guess == Guess.NOTHING) {
      guess = guessFrom(bytes, offset, length);
      if (guess == Guess.TEXT) {
        IntStream.range(0, size).forEach(i -> text.addMissing());
      } else if (guess == Guess.BOOLEAN) {
        booleans = new Object[Math.max(64, size)];
        Arrays.fill(booleans, 0, size, Missing.NAN);
      } else if (guess == Guess.LONG && size > 0) {
        toDoubles();
        Arrays.fill(doubles, 0, size, Double.NaN);
      }
    }
    addValue(bytes, offset, length);
    size++;
  }

  void addMissing() {
    switch (guess) {
      case TEXT -> text.addMissing();
      case LONG -> {
        toDoubles();
        addDouble(Double.NaN);
      }
      case DOUBLE -> addDouble(Double.NaN);
      case BOOLEAN -> addBoolean(Missing.NAN);
      case NOTHING, MIXED -> {}
    }
    size++;
  }

  /** Whether cells of different types were met, so that the column must be read anew as text. */
  boolean isMixed() {
    return guess == Guess.MIXED || (bigNumbers && !fractions);
  }

  Series build() {
    return switch (guess) {
      case LONG -> new LongSeries(Arrays.copyOf(longs, size));
      case DOUBLE -> new DoubleSeries(Arrays.copyOf(doubles, size));
      case BOOLEAN -> Series.infer(List.of(Arrays.copyOf(booleans, size)));
      case NOTHING -> size == 0 ? text.build() : Series.missing(size);
      case TEXT -> text.build();
      case MIXED -> throw new IllegalStateException("A mixed column must be read as text");
    };
  }

  private Guess guessFrom(byte[] bytes, int offset, int length) {
    return switch (number.parse(bytes, offset, length)) {
      case WHOLE -> Guess.LONG;
      case FRACTION, BIG -> {
        doubles = new double[Math.max(64, size)];
        Arrays.fill(doubles, 0, size, Double.NaN);
        yield Guess.DOUBLE;
      }
      case NONE -> isBoolean(bytes, offset, length) ? Guess.BOOLEAN : Guess.TEXT;
    };
  }

  private void addValue(byte[] bytes, int offset, int length) {
    switch (guess) {
      case TEXT -> addText(bytes, offset, length);
      case BOOLEAN -> {
        if (isBoolean(bytes, offset, length)) {
          addBoolean(length == 4);
        } else {
          guess = Guess.MIXED;
        }
      }
      default -> addNumber(bytes, offset, length);
    }
  }

  private void addNumber(byte[] bytes, int offset, int length) {
    CsvNumber.Kind kind = number.parse(bytes, offset, length);
    if (kind == CsvNumber.Kind.NONE) {
      guess = Guess.MIXED;
      return;
    }
    bigNumbers |= kind == CsvNumber.Kind.BIG;
    fractions |= kind == CsvNumber.Kind.FRACTION;
    if (guess == Guess.LONG && kind == CsvNumber.Kind.WHOLE) {
      if (size == longs.length) {
        longs = Arrays.copyOf(longs, size * 2);
      }
      longs[size] = number.whole();
      return;
    }
    if (guess == Guess.LONG) {
      toDoubles();
    }
    addDouble(kind == CsvNumber.Kind.WHOLE ? number.whole() : number.fraction());
  }

  private void addText(byte[] bytes, int offset, int length) {
    int sign = 0;
    for (int i = offset; i < offset + length; i++) {
      sign |= bytes[i];
    }
    if (sign < 0) {
      CsvScanner.decode(bytes, offset, length);
    }
    text.add(bytes, offset, length);
  }

  private void addDouble(double value) {
    if (size == doubles.length) {
      doubles = Arrays.copyOf(doubles, Math.max(64, size * 2));
    }
    doubles[size] = value;
  }

  private void addBoolean(Object value) {
    if (size == booleans.length) {
      booleans = Arrays.copyOf(booleans, size * 2);
    }
    booleans[size] = value;
  }

  private void toDoubles() {
    doubles = new double[Math.max(64, Math.max(size, longs.length))];
    for (int i = 0; i < Math.min(size, longs.length); i++) {
      doubles[i] = longs[i];
    }
    longs = new long[0];
    guess = Guess.DOUBLE;
  }

  private static boolean isBoolean(byte[] bytes, int offset, int length) {
    if (length != 4 && length != 5) {
      return false;
    }
    String word = new String(bytes, offset, length, ISO_8859_1);
    return word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false");
  }

  private static boolean isMissing(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return true;
    }
    if (length > LONGEST_WORD) {
      return false;
    }
    byte first = bytes[offset];
    boolean possible =
        first == 'N'
            || first == 'n'
            || first == '#'
            || first == '<'
            || first == '-'
            || first == '1';
    if (!possible || length == 1) {
      return false;
    }
    byte last = bytes[offset + length - 1];
    return (last < '0' || last > '9')
        && MISSING_WORDS.contains(new String(bytes, offset, length, US_ASCII));
  }
}
