package io.kinolake.tests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Two data-parallel ranks of one thread beside one rank of two threads, in turns. */
final class BenchmarkRanks implements Benchmark {
  private static final int RUNS = 2;
  private static final String STEPS = "4";

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    double one = Double.MAX_VALUE;
    double two = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      one = Math.min(one, step(scratch, "1"));
      two = Math.min(two, step(scratch, "2"));
    }
    return List.of(
        new Measurement(
            "training, two ranks of one thread: rate over one of two threads",
            String.format(
                Locale.ROOT, "%.2f (%.2f s for two samples, %.2f s)", one / two, two, one),
            ">= 0.9"));
  }

  private static double step(Path scratch, String ranks) throws Exception {
    Path folder = Files.createTempDirectory(scratch, "ranks");
    return BenchmarkProcess.java(
            scratch, List.of("-Xmx2g"), RankTimes.class, ranks, STEPS, folder.toString())
        .number("step", 0);
  }
}
