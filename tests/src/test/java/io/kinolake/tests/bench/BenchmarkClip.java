package io.kinolake.tests.bench;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The picture side of CLIP ViT-L/14 beside the same in PyTorch, in turns, each in a process of its
 * own. System property {@code kinolake.python} names a Python that has torch, and {@code
 * kinolake.bench.layers} how many of the 24 layers are run.
 */
final class BenchmarkClip implements Benchmark {
  private static final int TURNS = 2;
  private static final String RUNS = "3";
  private static final String THREADS = "2";
  private static final String LAYERS =
      String.valueOf(Integer.getInteger("kinolake.bench.layers", 24));

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    String python = System.getProperty("kinolake.python", "python3");
    boolean hasTorch = BenchmarkProcess.hasModule(scratch, python, "torch");
    Path script = scratch.resolve("clip_torch.py");
    try (InputStream twin = getClass().getResourceAsStream("/clip_torch.py")) {
      Files.copy(twin, script);
    }
    List<String> twin = List.of(python, script.toString(), THREADS, RUNS, LAYERS);
    double mine = Double.MAX_VALUE;
    double torch = Double.MAX_VALUE;
    for (int turn = 0; turn < TURNS; turn++) {
      mine =
          Math.min(
              mine,
              BenchmarkProcess.java(
                      scratch, List.of("-Xmx4g"), ClipTimes.class, "FLOAT32", THREADS, RUNS, LAYERS)
                  .number("wall", 0));
      if (hasTorch) {
        torch = Math.min(torch, BenchmarkProcess.run(scratch, twin).number("wall", 0));
      }
    }
    String what = "ViT-L/14, %s layers, batch of 16: rate over PyTorch's".formatted(LAYERS);
    return List.of(
        hasTorch
            ? new Measurement(
                what,
                String.format(
                    Locale.ROOT, "%.2f (%.2f s, PyTorch %.2f s)", torch / mine, mine, torch),
                ">= 1.0")
            : Measurement.skipped(
                what, String.format(Locale.ROOT, "no Python with torch; ours %.2f s", mine)));
  }
}
