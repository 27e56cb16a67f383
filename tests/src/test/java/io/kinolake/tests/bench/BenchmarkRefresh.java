package io.kinolake.tests.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A refresh of a large warehouse: with nothing new, with a look at everything, and curating. */
final class BenchmarkRefresh implements Benchmark {
  private static final int CLIPS = Integer.getInteger("kinolake.bench.clips", 100_000);
  private static final int RUNS = 3;
  private static final List<String> FLAGS = List.of("-Xmx2g");

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    work(scratch, "fill", String.valueOf(CLIPS));
    List<BenchmarkProcess> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      runs.add(work(scratch, "refresh"));
    }
    BenchmarkProcess checked = work(scratch, "check");
    BenchmarkProcess curated = work(scratch, "curate");
    return List.of(
        seconds("idle start of Spark with Delta", best(runs, "start"), "-"),
        seconds("refresh with nothing new, in a fresh process", best(runs, "first"), "<= 5 s"),
        seconds("the same again in that process", best(runs, "second"), "-"),
        seconds("every step looks for work and finds none", checked.number("check", 0), "-"),
        seconds("deciding the selection anew", curated.number("curate", 0), "-"));
  }

  private static BenchmarkProcess work(Path scratch, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(scratch.toString()));
    all.addAll(List.of(arguments));
    return BenchmarkProcess.java(scratch, FLAGS, RefreshTimes.class, all.toArray(String[]::new));
  }

  private static double best(List<BenchmarkProcess> runs, String name) {
    return runs.stream().mapToDouble(run -> run.number(name, 0)).min().orElseThrow();
  }

  private static Measurement seconds(String what, double seconds, String bar) {
    return new Measurement(
        "%,d clips: %s".formatted(CLIPS, what),
        String.format(Locale.ROOT, "best %.2f s", seconds),
        bar);
  }
}
