package io.kinolake.jobs.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.Series;
import io.kinolake.jobs.frame.TableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The recorded inputs and outputs of the original tools, and how to compare with them. */
final class GoldenFiles {
  private static final double FLOAT_TOLERANCE = 1e-12;
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenFiles() {}

  static Path folder(String name) {
    try {
      return Path.of(GoldenFiles.class.getResource("/golden/opensora-tools/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** Every file below the folder with its content, by its relative name. */
  static Map<String, String> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  static void assertSameTable(Path actual, Path expected) throws IOException {
    Frame got = TableFormat.read(actual);
    Frame want = TableFormat.read(expected);
    assertThat(got.names()).as("columns of " + actual).isEqualTo(want.names());
    assertThat(rows(got))
        .as("rows of " + actual)
        .usingElementComparator(GoldenFiles::compareRows)
        .isEqualTo(rows(want));
  }

  /** As {@link #assertSameTable}, but rows may come in any order among equal sort keys. */
  static void assertSameRowsInAnyOrder(Path actual, Path expected) throws IOException {
    Frame got = TableFormat.read(actual);
    Frame want = TableFormat.read(expected);
    assertThat(got.names()).as("columns of " + actual).isEqualTo(want.names());
    assertThat(rows(got))
        .as("rows of " + actual)
        .usingElementComparator(GoldenFiles::compareRows)
        .containsExactlyInAnyOrderElementsOf(rows(want));
  }

  static List<List<String>> rows(Frame frame) {
    var rows = new ArrayList<List<String>>();
    for (int row = 0; row < frame.rows(); row++) {
      var cells = new ArrayList<String>();
      for (String name : frame.names()) {
        Series column = frame.column(name);
        cells.add(column.isMissing(row) ? "" : column.text(row));
      }
      rows.add(cells);
    }
    return rows;
  }

  private static int compareRows(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!sameCell(left.get(i), right.get(i))) {
        return left.get(i).compareTo(right.get(i));
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static boolean sameCell(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    try {
      double a = Double.parseDouble(left);
      double b = Double.parseDouble(right);
      return Math.abs(a - b) <= FLOAT_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** What a command did. */
  record Run(int exitCode, String out, String err) {}

  static Run run(String module, List<String> arguments, Path workingDirectory) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var context =
        new DropInContext(
            workingDirectory,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exitCode = new DropInCommands().run(module, arguments, context);
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
