package io.kinolake.tests.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Steps of training beside PyTorch's with the same network, optimizer and number of threads, in
 * turns, each in a process of its own. System property {@code kinolake.python} names a Python that
 * has torch.
 */
final class BenchmarkTraining implements Benchmark {
  private static final int RUNS = 2;
  private static final String STEPS = "4";
  private static final String THREADS = "2";

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    String python = System.getProperty("kinolake.python", "python3");
    Path script = scratch.resolve("stepvideo_torch.py");
    try (InputStream twin = getClass().getResourceAsStream("/stepvideo_torch.py")) {
      Files.copy(twin, script);
    }
    List<String> twin =
        BenchmarkProcess.hasModule(scratch, python, "torch")
            ? List.of(python, script.toString())
            : List.of();
    List<Measurement> measurements = new ArrayList<>();
    measurements.addAll(measure(scratch, "FLOAT32", twin));
    // PyTorch takes more than half a minute a step where the processor lacks the format.
    measurements.addAll(measure(scratch, "BFLOAT16", hasBfloat16() ? twin : List.of()));
    return measurements;
  }

  private static List<Measurement> measure(Path scratch, String precision, List<String> twin)
      throws Exception {
    double mine = Double.MAX_VALUE;
    double staged = Double.MAX_VALUE;
    double torch = Double.MAX_VALUE;
    double product = 0;
    for (int i = 0; i < RUNS; i++) {
      BenchmarkProcess whole = steps(scratch, precision, "whole");
      mine = Math.min(mine, whole.number("step", 0));
      product = Math.max(product, whole.number("product", 0));
      staged = Math.min(staged, steps(scratch, precision, "staged").number("step", 0));
      if (!twin.isEmpty()) {
        List<String> command = new ArrayList<>(twin);
        command.addAll(List.of(precision, THREADS, STEPS));
        torch = Math.min(torch, BenchmarkProcess.run(scratch, command).number("step", 0));
      }
    }
    List<Measurement> lines = new ArrayList<>();
    String training = "training, %s: ".formatted(precision.toLowerCase(Locale.ROOT));
    String what = training + "rate over PyTorch's";
    if (twin.isEmpty()) {
      lines.add(
          Measurement.skipped(
              what,
              "no Python with torch, or no such format in the processor; a step took %.2f s"
                  .formatted(mine)));
    } else {
      lines.add(
          line(what, ">= 1.0", "%.2f (%.2f s a step, PyTorch %.2f s)", torch / mine, mine, torch));
    }
    lines.add(
        line(
            training + "block by block, recomputed, over whole",
            "-",
            "%.2f times as long",
            staged / mine));
    if (precision.equals("FLOAT32")) {
      double rate = TrainingSteps.operations() / mine;
      lines.add(
          line(
              training + "rate of its products over a lone one",
              ">= 0.7",
              "%.2f (%.0f of %.0f GFLOP/s)",
              rate / product,
              rate,
              product));
    }
    return lines;
  }

  private static Measurement line(String what, String bar, String format, Object... values) {
    return new Measurement(what, String.format(Locale.ROOT, format, values), bar);
  }

  private static BenchmarkProcess steps(Path scratch, String precision, String how)
      throws IOException, InterruptedException {
    return BenchmarkProcess.java(
        scratch, List.of("-Xmx2g"), TrainingSteps.class, precision, THREADS, STEPS, how);
  }

  private static boolean hasBfloat16() throws IOException {
    Path flags = Path.of("/proc/cpuinfo");
    return Files.exists(flags) && Files.readString(flags).contains("_bf16");
  }
}
