package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CSV as {@code pandas.read_csv} reads it and {@code DataFrame.to_csv(index=False)} writes it.
 *
 * <p>Reading is one pass over the bytes; a column that turns out to be text after it began as
 * something else is read in a second pass.
 */
final class CsvFrames implements TableIo {

  @Override
  public Frame read(Path path) throws IOException {
    var columns = new Columns(Set.of());
    scan(path, columns);
    Set<String> mixed = columns.mixed();
    if (mixed.isEmpty()) {
      return columns.frame();
    }
    var again = new Columns(mixed);
    scan(path, again);
    return again.frame();
  }

  private static void scan(Path path, Columns columns) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      new CsvScanner(in, path.toString(), columns).scan();
    }
    if (columns.names.isEmpty()) {
      throw new KinolakeException(
          BAD_ARGUMENT, "The CSV file '%s' is empty: it has no header line.".formatted(path));
    }
  }

  @Override
  public void write(Frame frame, Path path) throws IOException {
    try (var out = Files.newOutputStream(path)) {
      new CsvWriter(out).write(frame);
    }
  }

  /** The columns under construction; the first record is the header. */
  private static final class Columns implements CsvScanner.Sink {
    private final Set<String> textColumns;
    private final List<String> names = new ArrayList<>();
    private final List<CsvColumn> columns = new ArrayList<>();
    private boolean inHeader = true;
    private int rows;

    Columns(Set<String> textColumns) {
      this.textColumns = textColumns;
    }

    @Override
    public void field(int index, byte[] bytes, int offset, int length) {
      if (inHeader) {
        names.add(CsvScanner.decode(bytes, offset, length));
      } else {
        columns.get(index).add(bytes, offset, length);
      }
    }

    @Override
    public void endRecord(int fields) {
      if (inHeader) {
        inHeader = false;
        nameColumns();
        names.forEach(name -> columns.add(new CsvColumn(textColumns.contains(name))));
        return;
      }
      for (int i = fields; i < columns.size(); i++) {
        columns.get(i).addMissing();
      }
      rows++;
    }

    @Override
    public int limit() {
      return inHeader ? Integer.MAX_VALUE : columns.size();
    }

    /** Empty names become "Unnamed: 0", repeated ones "x.1". */
    private void nameColumns() {
      var order = new ArrayList<Integer>();
      var unnamed = new ArrayList<Integer>();
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).isEmpty()) {
          names.set(i, "Unnamed: " + i);
          unnamed.add(i);
        } else {
          order.add(i);
        }
      }
      order.addAll(unnamed);
      Map<String, Integer> counts = new HashMap<>();
      for (int i : order) {
        String original = names.get(i);
        String name = original;
        int count = counts.getOrDefault(name, 0);
        while (count > 0) {
          counts.put(original, count + 1);
          name = original + "." + count;
          count = names.contains(name) ? count + 1 : counts.getOrDefault(name, 0);
        }
        names.set(i, name);
        counts.put(name, count + 1);
      }
    }

    Set<String> mixed() {
      var mixed = new HashSet<String>();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).isMixed()) {
          mixed.add(names.get(i));
        }
      }
      return mixed;
    }

    Frame frame() {
      var built = new LinkedHashMap<String, Series>();
      for (int i = 0; i < columns.size(); i++) {
        built.put(names.get(i), columns.get(i).build());
      }
      return new Frame(built, rows);
    }
  }
}
