package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.kinolake.jobs.tables.Lake;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where every source and every clip stands: counted once each, so that the shares of a level add to
 * 100 %.
 *
 * @param sources outcomes of the listed sources
 * @param clips outcomes of the clips that were cut from them
 */
public record Funnel(List<Line> sources, List<Line> clips) {
  private static final String SHARE = "share";
  private static final String HOURS = "hours";
  private static final String ITEMS = "items";
  private static final List<String> ORDER =
      List.of("cut into clips", "accepted", "rejected", "failed", "pending");

  public Funnel {
    sources = List.copyOf(sources);
    clips = List.copyOf(clips);
  }

  /**
   * How many items ended in one way.
   *
   * @param outcome accepted, rejected, failed, pending, or for sources also {@code cut into clips}
   * @param step the table whose step decided it, or is awaited
   * @param reason the rule that rejected, or the failure's code
   * @param hours media time of the items, as far as it is known
   * @param share of the level's items, 0 to 1
   */
  public record Line(
      String outcome,
      Optional<String> step,
      Optional<String> reason,
      long items,
      double hours,
      double share) {
    /** The outcome with its step and reason, in a few words. */
    public String label() {
      return outcome
          + step.map(name -> outcome.equals("rejected") ? "" : " at " + name).orElse("")
          + reason.map(text -> ": " + text).orElse("");
    }
  }

  /** Counts now; runs one Spark job. */
  public static Funnel of(Lake lake) {
    List<Row> rows = rows(lake).collectAsList();
    return new Funnel(lines(rows, "source"), lines(rows, "clip"));
  }

  /** The funnel as a table: level, outcome, step, reason, items, hours, share. */
  static Dataset<Row> rows(Lake lake) {
    Dataset<Row> counts =
        new Outcomes(lake)
            .rows()
            .groupBy(
                col(Outcomes.LEVEL),
                col(Outcomes.OUTCOME),
                col(Outcomes.STEP),
                col(Outcomes.REASON))
            .agg(
                count(lit(1)).as(ITEMS),
                coalesce(sum(col(Outcomes.DURATION_US)), lit(0)).divide(3.6e9).as(HOURS));
    var level = org.apache.spark.sql.expressions.Window.partitionBy(col(Outcomes.LEVEL));
    return counts.withColumn(SHARE, col(ITEMS).divide(sum(col(ITEMS)).over(level)));
  }

  private static List<Line> lines(List<Row> rows, String level) {
    return rows.stream()
        .filter(row -> row.getString(0).equals(level))
        .map(
            row ->
                new Line(
                    row.getString(1),
                    Optional.ofNullable(row.getString(2)),
                    Optional.ofNullable(row.getString(3)),
                    row.getLong(4),
                    row.getDouble(5),
                    row.getDouble(6)))
        .sorted(
            Comparator.comparingInt((Line line) -> ORDER.indexOf(line.outcome()))
                .thenComparing(Comparator.comparingLong(Line::items).reversed())
                .thenComparing(Line::label))
        .toList();
  }

  /** An aligned table for a terminal, lines ended by newlines. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    append(text, "Sources", sources);
    append(text, "Clips", clips);
    return text.toString();
  }

  private static void append(StringBuilder text, String title, List<Line> lines) {
    long items = lines.stream().mapToLong(Line::items).sum();
    double hours = lines.stream().mapToDouble(Line::hours).sum();
    text.append(row(title, items, hours, items == 0 ? 0 : 1));
    for (Line line : lines) {
      text.append(row("  " + clean(line.label()), line.items(), line.hours(), line.share()));
    }
  }

  private static String row(String label, long items, double hours, double share) {
    return String.format(
        Locale.ROOT, "%-52s %10d %10.2f h %6.1f %%%n", label, items, hours, 100 * share);
  }

  /** Rules are the user's words: one line, no control characters, bounded. */
  private static String clean(String label) {
    String printable = label.replaceAll("\\p{Cntrl}", " ");
    return printable.length() <= 50 ? printable : printable.substring(0, 49) + "…";
  }
}
