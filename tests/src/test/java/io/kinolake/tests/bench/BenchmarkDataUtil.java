package io.kinolake.tests.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.jobs.cli.KinolakeMain;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The drop-in {@code datautil} as a whole process: on a small table, and on a large one beside
 * pandas doing the same. System property {@code kinolake.python} names a Python that has pandas.
 */
final class BenchmarkDataUtil implements Benchmark {
  private static final int SMALL = 1000;
  private static final int LARGE = Integer.getInteger("kinolake.bench.rows", 2_000_000);
  private static final int RUNS = 3;
  private static final String COMMAND = "tools.datasets.datautil";

  /** Prints the seconds without Python's own start. */
  private static final String PANDAS =
      """
      import time, pandas, sys
      start = time.time()
      table = pandas.read_csv(sys.argv[1])
      table = table[table["num_frames"] >= 50]
      table = table[table["resolution"] <= 2000000]
      table.to_csv(sys.argv[2], index=False)
      print("pandas", time.time() - start)
      """;

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    Path small = write(scratch.resolve("small.csv"), SMALL);
    measurements.add(
        new Measurement(
            "datautil on %,d rows, whole process".formatted(SMALL),
            String.format(
                Locale.ROOT,
                "best %.2f s (%s)",
                best(scratch, small, "-XX:TieredStopAtLevel=1"),
                hasLauncher() ? "launcher" : "JVM without class-data archive"),
            "<= 2.5 s"));
    String what = "datautil on %,d rows, rate over that of pandas".formatted(LARGE);
    String python = System.getProperty("kinolake.python", "python3");
    if (BenchmarkProcess.hasModule(scratch, python, "pandas")) {
      measurements.add(beside(scratch, what, python));
    } else {
      measurements.add(Measurement.skipped(what, python + " has no pandas"));
    }
    return measurements;
  }

  private static Measurement beside(Path scratch, String what, String python) throws Exception {
    Path large = write(scratch.resolve("large.csv"), LARGE);
    Path script = Files.writeString(scratch.resolve("filter.py"), PANDAS);
    Path expected = scratch.resolve("expected.csv");
    List<String> command =
        List.of(python, script.toString(), large.toString(), expected.toString());
    double pandas = Double.MAX_VALUE;
    double mine = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      pandas = Math.min(pandas, BenchmarkProcess.run(scratch, command).number("pandas", 0));
      mine = Math.min(mine, filter(scratch, large, "-Xmx2g"));
    }
    Path made = scratch.resolve("large_fmin50_hwmax2000000.csv");
    if (Files.mismatch(made, expected) >= 0) {
      throw new IllegalStateException(made + " differs from " + expected);
    }
    return new Measurement(
        what,
        String.format(
            Locale.ROOT,
            "%.2f (best %.2f s with the JVM's start, pandas %.2f s without Python's)",
            pandas / mine,
            mine,
            pandas),
        ">= 3");
  }

  private static double best(Path scratch, Path table, String flag) throws Exception {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      best = Math.min(best, filter(scratch, table, flag));
    }
    return best;
  }

  private static double filter(Path scratch, Path table, String flag) throws Exception {
    String[] arguments = {COMMAND, table.toString(), "--fmin", "50", "--hwmax", "2000000"};
    if (hasLauncher()) {
      List<String> command = new ArrayList<>(List.of(launcher().toString()));
      command.addAll(List.of(arguments));
      return BenchmarkProcess.run(scratch, command).seconds();
    }
    return BenchmarkProcess.java(scratch, List.of(flag), KinolakeMain.class, arguments).seconds();
  }

  /** Only where it need not build anything first. */
  private static boolean hasLauncher() {
    return Files.exists(BenchmarkProcess.repository().resolve("jobs/target/kinolake.jsa"));
  }

  private static Path launcher() {
    return BenchmarkProcess.repository().resolve("kinolake");
  }

  private static Path write(Path file, int rows) throws IOException {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("path,num_frames,height,width,aspect_ratio,fps,resolution,text\n");
      for (int i = 0; i < rows; i++) {
        int height = 100 + random.nextInt(2000);
        int width = 100 + random.nextInt(3000);
        out.write(
            String.format(
                Locale.ROOT,
                "/data/films/shelf%04d/film%08d.mp4,%d,%d,%d,%.4f,%d.0,%d,\"A film, number %d\"%n",
                i / 1000,
                i,
                random.nextInt(500),
                height,
                width,
                (double) height / width,
                24 + i % 7,
                height * width,
                i));
      }
    }
    return file;
  }
}
