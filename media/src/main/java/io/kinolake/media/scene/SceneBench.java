package io.kinolake.media.scene;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times scene detection in this JVM, after enough runs that the JIT compiler is done. */
public final class SceneBench {
  private static final int WARM_UP_RUNS = 2;

  private SceneBench() {}

  /**
   * The wall-clock time of each of some runs over a file, opening it included.
   *
   * @param runs at least 1
   */
  public static List<Duration> run(Path file, SceneDetector detector, int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("A benchmark has at least one run, not " + runs);
    }
    SceneScan scan = new SceneScan(detector, SceneRule.DEFAULT);
    List<Duration> times = new ArrayList<>();
    for (int run = -WARM_UP_RUNS; run < runs; run++) {
      long start = System.nanoTime();
      scan.scan(file);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      if (run >= 0) {
        times.add(time);
      }
    }
    return List.copyOf(times);
  }
}
