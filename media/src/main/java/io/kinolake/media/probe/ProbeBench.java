package io.kinolake.media.probe;

import io.kinolake.media.input.MediaLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times probing in this JVM, after enough runs that the JIT compiler is done. */
public final class ProbeBench {
  private static final int WARM_UP_RUNS = 30;

  private ProbeBench() {}

  /**
   * The wall-clock time of each of some probes of a file, opening it included.
   *
   * @param runs at least 1
   */
  public static List<Duration> run(Path file, int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("A benchmark has at least one run, not " + runs);
    }
    MediaProber prober = new MediaProber(MediaLimits.DEFAULT);
    List<Duration> times = new ArrayList<>();
    for (int run = -WARM_UP_RUNS; run < runs; run++) {
      long start = System.nanoTime();
      prober.probe(file);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      if (run >= 0) {
        times.add(time);
      }
    }
    return List.copyOf(times);
  }
}
