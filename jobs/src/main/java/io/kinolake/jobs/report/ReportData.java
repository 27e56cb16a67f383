package io.kinolake.jobs.report;

import io.kinolake.jobs.meta.Funnel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the report shows.
 *
 * @param warehouse where the tables lie
 * @param made when the tables were asked
 * @param histograms of scorers that give numbers, by name
 * @param labels of scorers that give a few words, by name
 * @param gallery accepted clips, then rejected ones
 * @param runs newest first
 */
public record ReportData(
    String warehouse,
    Instant made,
    Funnel funnel,
    List<Histogram> histograms,
    List<LabelCounts> labels,
    List<FailureGroup> failures,
    List<GalleryClip> gallery,
    List<RunLine> runs) {

  public ReportData {
    histograms = List.copyOf(histograms);
    labels = List.copyOf(labels);
    failures = List.copyOf(failures);
    gallery = List.copyOf(gallery);
    runs = List.copyOf(runs);
  }

  /**
   * The values of one scorer in bins of equal width.
   *
   * @param low the smallest value
   * @param high the largest value
   */
  public record Histogram(
      String scorer, long clips, double low, double high, double mean, List<Bin> bins) {
    public Histogram {
      bins = List.copyOf(bins);
    }
  }

  /**
   * One bar of a histogram.
   *
   * @param clips how many values fall in the bin
   * @param accepted how many of them are of accepted clips
   */
  public record Bin(long clips, long accepted) {}

  /**
   * How often one scorer gave each label.
   *
   * @param counts the most frequent first
   */
  public record LabelCounts(String scorer, List<LabelCount> counts) {
    public LabelCounts {
      counts = List.copyOf(counts);
    }
  }

  /** How often a label was given. */
  public record LabelCount(String label, long clips) {}

  /**
   * Failures of one step with one code.
   *
   * @param sample the message of one of them
   * @param uri where that one lies, where known
   */
  public record FailureGroup(
      String table, String code, String kind, long items, String sample, Optional<String> uri) {}

  /**
   * A clip with what decides on it.
   *
   * @param image a JPEG file in base 64; empty where no frame could be read
   * @param problem why there is no image
   * @param scores values and labels as text, by scorer
   */
  public record GalleryClip(
      String name,
      String path,
      long startUs,
      long endUs,
      String cutMode,
      boolean accepted,
      Optional<String> rejectedBy,
      Optional<String> caption,
      Optional<String> captioner,
      Map<String, String> scores,
      Optional<String> image,
      Optional<String> problem) {}

  /** One step of one run; times in seconds. */
  public record RunLine(
      String step,
      Instant started,
      double seconds,
      long items,
      long rows,
      long failures,
      long retired,
      double mediaSeconds) {
    /** Media time worked on per wall time, hours per hour. */
    public double rate() {
      return seconds > 0 ? mediaSeconds / seconds : 0;
    }
  }
}
