package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.KeyIndex;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The steps of datautil on paths and on the files that they name. */
final class PathSteps {
  private static final String PATH = "path";
  private static final double MEBIBYTE = 1024 * 1024;

  private final DropInContext context;

  PathSteps(DropInContext context) {
    this.context = context;
  }

  static Frame difference(Frame table, Frame other) {
    var known = new KeyIndex(other.column(PATH));
    Series path = table.column(PATH);
    return table.filter(row -> !known.contains(path.value(row)));
  }

  Frame info(Frame table) {
    return new InfoColumns(context, new MediaFactsReader()).add(table, false);
  }

  Frame videoInfo(Frame table) {
    return new InfoColumns(context, new MediaFactsReader()).add(table, true);
  }

  Frame keepExisting(Frame table) {
    TextCells path = TextCells.of(table, PATH);
    requireRows(table, "--ext");
    return table.filter(row -> file(path.require(row)).filter(Files::exists).isPresent());
  }

  Frame removeEmpty(Frame table) {
    return dropEmpty(table, PATH);
  }

  static Frame dropEmpty(Frame table, String name) {
    Series column = TextCells.of(table, name).column();
    return table.filter(row -> column.value(row) instanceof String text && !text.isEmpty());
  }

  Frame removeDuplicates(Frame table) {
    return table.dropDuplicates(PATH);
  }

  Frame subset(Frame table, String expression) {
    Pattern pattern = PythonRegex.compile(expression);
    return TextCells.of(table, PATH).filter(table, text -> pattern.matcher(text).find());
  }

  Frame relativeTo(Frame table, String root) {
    return mapPaths(
        table,
        PATH,
        path -> {
          if (path.isEmpty()) {
            throw new KinolakeException(
                BAD_ARGUMENT, "An empty path cannot be made relative. Use --remove-empty-path.");
          }
          return PythonPath.relative(path, root, context.workingDirectory());
        });
  }

  Frame absoluteIn(Frame table, String root) {
    return mapPaths(table, PATH, path -> PythonPath.join(root, path));
  }

  Frame toId(Frame table) {
    return mapPaths(table, "id", PythonPath::stem);
  }

  private static Frame mapPaths(Frame table, String target, UnaryOperator<String> change) {
    TextCells path = TextCells.of(table, PATH);
    var changed = new ArrayList<String>();
    for (int row = 0; row < table.rows(); row++) {
      changed.add(change.apply(path.require(row)));
    }
    return table.with(target, ObjectSeries.of(changed));
  }

  Frame fileSize(Frame table) {
    TextCells path = TextCells.of(table, PATH);
    var sizes = new ArrayList<Double>();
    for (int row = 0; row < table.rows(); row++) {
      sizes.add(mebibytes(path.require(row)));
    }
    return table.with("filesize", Series.infer(sizes));
  }

  private double mebibytes(String path) {
    Path file =
        file(path)
            .filter(Files::exists)
            .orElseThrow(
                () ->
                    new KinolakeException(
                        NOT_FOUND,
                        "The file '%s' does not exist. Use --ext to drop such rows."
                            .formatted(path)));
    try {
      return Files.size(file) / MEBIBYTE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Frame imagesOnly(Frame table) {
    return TextCells.of(table, PATH).filter(table, MediaExtensions::endsAsImage);
  }

  Frame videosOnly(Frame table) {
    return TextCells.of(table, PATH).filter(table, path -> !MediaExtensions.endsAsImage(path));
  }

  private Optional<Path> file(String path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(context.resolve(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  static void requireRows(Frame table, String step) {
    if (table.rows() == 0) {
      throw new KinolakeException(
          BAD_ARGUMENT, "%s has nothing to work on: the table has no rows.".formatted(step));
    }
  }
}
