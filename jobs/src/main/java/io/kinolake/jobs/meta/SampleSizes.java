package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.sum;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import java.util.List;
import java.util.Locale;

/**
 * How much the training samples take.
 *
 * @param lines one for each part of each feature set, by name
 */
public record SampleSizes(List<Line> lines) {
  private static final double MEGABYTE = 1e6;

  public SampleSizes {
    lines = List.copyOf(lines);
  }

  /**
   * The samples of one part.
   *
   * @param part latents or embeddings of a set, as {@code features} names it
   * @param clips how many clips have one
   * @param bytes of all tensors
   */
  public record Line(String part, long clips, long bytes) {

    /** Bytes of a clip in the mean. */
    public double mean() {
      return (double) bytes / clips;
    }
  }

  /** Counts now; runs one Spark job. */
  public static SampleSizes of(Lake lake) {
    return new SampleSizes(
        lake
            .table(FeatureTable.SCHEMA)
            .results()
            .groupBy(FeatureTable.PART.name())
            .agg(
                countDistinct(ClipTable.CLIP_ID.name()).as("clips"),
                sum(FeatureTable.SIZE.name()).as("bytes"))
            .orderBy(col(FeatureTable.PART.name()))
            .collectAsList()
            .stream()
            .map(row -> new Line(row.getString(0), row.getLong(1), row.getLong(2)))
            .toList());
  }

  /** A line for each part, ended by newlines; empty if there are no samples. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(
          String.format(
              Locale.ROOT,
              "Samples of %-28s %8d clips, %10.3f MB a clip, %10.1f MB in all%n",
              line.part(),
              line.clips(),
              line.mean() / MEGABYTE,
              line.bytes() / MEGABYTE));
    }
    return text.toString();
  }
}
