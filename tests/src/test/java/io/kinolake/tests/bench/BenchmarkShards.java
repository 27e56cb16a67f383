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
              "samples of shards, %s: rate over that of the disk"
                  .formatted(form.toLowerCase(Locale.ROOT)),
              String.format(
                  Locale.ROOT,
                  "%.2f (%.2f GB/s, the disk %.2f GB/s)",
                  disk / reader,
                  gigabytes / reader,
                  gigabytes / disk),
              ">= 0.9"));
    }
    return lines;
  }
}
