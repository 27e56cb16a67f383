package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.TOO_MANY_FAILURES;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;

/** Scores the rows of a table, some at a time. A row that cannot be scored is named. */
final class RowScores {
  private final DropInContext context;

  RowScores(DropInContext context) {
    this.context = context;
  }

  /** The score of a row. Called by several threads. */
  interface Scorer {

    /**
     * The score.
     *
     * @throws KinolakeException if the row has none
     */
    double score(String path, int row);
  }

  /**
   * The scores in the order of the rows, NaN for a row that has none.
   *
   * @param command for the notes on files that crash native code
   * @param meta name of the table
   * @throws KinolakeException TOO_MANY_FAILURES if no row has one
   */
  double[] of(String command, String meta, Frame table, WorkerOptions workers, Scorer scorer) {
    TextCells path = TextCells.of(table, "path");
    List<Double> scores =
        CrashGuard.of(command, context.resolve(meta))
            .map(
                table.rows(),
                workers,
                row -> path.column().text(row),
                row -> score(path, row, scorer),
                row -> leftOut(path, row, "it makes native code crash"));
    double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();
    long failed = Arrays.stream(values).filter(Double::isNaN).count();
    if (failed == table.rows() && failed > 0) {
      throw new KinolakeException(
          TOO_MANY_FAILURES, "None of the %d rows could be scored.".formatted(failed));
    }
    if (failed > 0) {
      context.err().printf("%d rows could not be scored.%n", failed);
    }
    return values;
  }

  private double score(TextCells path, int row, Scorer scorer) {
    try {
      return scorer.score(path.require(row), row);
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
