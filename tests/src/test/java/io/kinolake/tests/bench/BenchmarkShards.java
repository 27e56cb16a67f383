package io.kinolake.tests.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast a trainer's reader gives samples of shards that are not in memory, in the order of a
 * sampler, beside reading the same files from end to end.
 */
final class BenchmarkShards implements Benchmark {
  private static final String RUNS = "4";

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    List<Measurement> lines = new ArrayList<>();
    for (String form : List.of("EXACT", "QUANTISED")) {
      String named = "samples of shards, " + form.toLowerCase(Locale.ROOT);
      BenchmarkProcess times =
          BenchmarkProcess.java(
              scratch,
              List.of("-Xmx1g"),
              ShardTimes.class,
              scratch.resolve(form).toString(),
              form,
              RUNS);
      double gigabytes = times.number("bytes", 0) / 1e9;
      double disk = times.number("disk", 0);
      double reader = times.number("reader", 0);
      lines.add(
          new Measurement(
              named + ": rate over that of the disk",
              String.format(
                  Locale.ROOT,
                  "%.2f (%.2f GB/s, the disk %.2f GB/s)",
                  disk / reader,
                  gigabytes / reader,
                  gigabytes / disk),
              ">= 0.9"));
      lines.add(
          new Measurement(
              named + ": samples a second, read and decoded to floats",
              "%.0f (read alone %.0f)"
                  .formatted(
                      times.number("samples", 0) / times.number("decoded", 0),
                      times.number("samples", 0) / reader),
              "-"));
    }
    return lines;
  }
}
