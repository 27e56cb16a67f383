package io.kinolake.tests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The most memory that the stages need for a video of two hours, beside that for one of six
 * minutes, with a heap of 1 GiB at most.
 */
final class BenchmarkMemory implements Benchmark {
  private static final int LONG_MINUTES = Integer.getInteger("kinolake.bench.minutes", 120);
  private static final int SHORT_MINUTES = 6;
  private static final List<String> FLAGS = List.of("-Xmx1g");

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    BenchmarkProcess brief = measure(scratch, SHORT_MINUTES);
    BenchmarkProcess whole = measure(scratch, LONG_MINUTES);
    List<Measurement> measurements = new ArrayList<>();
    for (String stage : List.of("probe", "scenes", "cut, virtual", "cut, encode", "score")) {
      double peak = whole.number(stage, 1);
      measurements.add(
          new Measurement(
              "%d min of 1080p, up to %s".formatted(LONG_MINUTES, stage),
              String.format(
                  Locale.ROOT,
                  "%.1f s, at most %.0f MiB resident, %+.0f MiB to %d min",
                  whole.number(stage, 0),
                  peak,
                  peak - brief.number(stage, 1),
                  SHORT_MINUTES),
              "heap of 1 GiB"));
    }
    return measurements;
  }

  private static BenchmarkProcess measure(Path scratch, int minutes) throws Exception {
    Path folder = Files.createDirectories(scratch.resolve("video" + minutes));
    Path video = LongVideo.write(folder, minutes);
    return BenchmarkProcess.java(folder, FLAGS, MemoryRun.class, video.toString());
  }
}
