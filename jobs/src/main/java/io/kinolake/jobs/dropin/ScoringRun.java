package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;
import static io.kinolake.schemas.failure.FailureCode.TOO_MANY_FAILURES;

import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.Series;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.clip.ClipImageEncoder;
import io.kinolake.models.networks.clip.ClipSizes;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A command that adds one score to each row of a table and writes META_score beside META. A row
 * that cannot be scored keeps an empty score and is named on the error stream.
 *
 * @param meta path of the table
 * @param column name of the score
 * @param what the scores in words
 */
record ScoringRun(
    DropInContext context, String meta, String column, String what, WorkerOptions workers) {

  /** Whether there is anything to do; says so if not. */
  boolean isNeeded(boolean skipIfExisting) throws IOException {
    TableFiles tables = new TableFiles(context);
    if (!tables.exists(meta)) {
      context.out().printf("Meta file '%s' not found. Exit.%n", meta);
      return false;
    }
    if (skipIfExisting && tables.exists(output())) {
      context.out().printf("Output meta file '%s' already exists. Exit.%n", output());
      return false;
    }
    return true;
  }

  /** Scores the rows of the table and writes them. */
  void score(Frame table, RowScorer scorer) throws IOException {
    score(table, scorer, DoubleSeries::new);
  }

  /** The same with a column of another kind; NaN stands for a row without a score. */
  void score(Frame table, RowScorer scorer, Function<double[], Series> toColumn)
      throws IOException {
    TextCells path = TextCells.of(table, "path");
    List<Double> scores =
        CrashGuard.of(what, context.resolve(meta))
            .map(
                table.rows(),
                workers,
                row -> path.column().text(row),
                row -> score(table, path, row, scorer),
                row -> leftOut(path, row, "it makes native code crash"));
    double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();
    long failed = scores.stream().filter(score -> score.isNaN()).count();
    if (failed == table.rows() && failed > 0) {
      throw new KinolakeException(
          TOO_MANY_FAILURES, "None of the %d rows could be scored.".formatted(failed));
    }
    new TableFiles(context).write(table.with(column, toColumn.apply(values)), output());
    context.out().printf("Saved %d samples with %s scores to %s.%n", values.length, what, output());
    if (failed > 0) {
      context.err().printf("%d rows could not be scored.%n", failed);
    }
  }

  /** CLIP's picture side, of the file that an option names. */
  ClipImageEncoder openEncoder(String weights, NetworkOptions networks) {
    return read(
        weights,
        "--clip-weights",
        "openai/clip-vit-large-patch14",
        source -> ClipImageEncoder.load(networks, ClipSizes.of(source), source));
  }

  /** Makes something of the weights that an option names. */
  <T> T read(String weights, String option, String published, Function<WeightSource, T> reader) {
    try (WeightSource source = WeightFiles.open(existing(weights, option, published))) {
      return reader.apply(source);
    }
  }

  /** A file or folder that an option names, which must be there. */
  Path existing(String name, String option, String published) {
    Path file = context.resolve(name);
    if (!Files.exists(file)) {
      throw new KinolakeException(
          NOT_FOUND,
          "There are no weights at '%s'. Fetch %s and name its place with %s."
              .formatted(name, published, option));
    }
    return file;
  }

  /** Requires that counts are 1 or more. */
  static void requireCounts(String names, int... counts) {
    for (int count : counts) {
      if (count < 1) {
        throw new KinolakeException(BAD_ARGUMENT, names + " must be 1 or more.");
      }
    }
  }

  private String output() {
    return PythonPath.withoutExtension(meta) + "_" + column + PythonPath.extension(meta);
  }

  private double score(Frame table, TextCells path, int row, RowScorer scorer) {
    try {
      return scorer.score(table, path.require(row), row);
    } catch (KinolakeException e) {
      return leftOut(path, row, e.failure().message());
    } catch (InvalidPathException e) {
      return leftOut(path, row, "not a file name");
    }
  }

  private double leftOut(TextCells path, int row, String reason) {
    context.err().printf("No score for '%s': %s%n", path.column().text(row), reason);
    return Double.NaN;
  }
}
