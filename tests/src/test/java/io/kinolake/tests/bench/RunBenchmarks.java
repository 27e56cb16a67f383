package io.kinolake.tests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the benchmarks and prints one table, which also lies in {@code target/benchmarks.md}. System
 * property {@code kinolake.bench} names those to run, separated by commas; all by default.
 */
class RunBenchmarks {
  private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

  static {
    ALL.put("media", new BenchmarkMedia());
    ALL.put("datautil", new BenchmarkDataUtil());
    ALL.put("refresh", new BenchmarkRefresh());
    ALL.put("memory", new BenchmarkMemory());
    ALL.put("training", new BenchmarkTraining());
    ALL.put("ranks", new BenchmarkRanks());
    ALL.put("transport", new BenchmarkTransport());
    ALL.put("loading", new BenchmarkLoading());
    ALL.put("clip", new BenchmarkClip());
    ALL.put("shards", new BenchmarkShards());
  }

  @Test
  void printOneTable(@TempDir Path scratch) throws Exception {
    List<String> lines = new ArrayList<>(List.of("| what | measured | bar |", "|---|---|---|"));
    for (String name : wanted()) {
      Path folder = Files.createDirectories(scratch.resolve(name));
      for (Benchmark.Measurement line : ALL.get(name).run(folder)) {
        lines.add("| %s | %s | %s |".formatted(line.what(), line.measured(), line.bar()));
        System.out.println(lines.get(lines.size() - 1));
      }
    }
    System.out.println(String.join("\n", lines));
    Files.write(Path.of("target", "benchmarks.md"), lines);
  }

  private static List<String> wanted() {
    String names = System.getProperty("kinolake.bench", "");
    List<String> wanted = names.isEmpty() ? List.copyOf(ALL.keySet()) : List.of(names.split(","));
    if (!ALL.keySet().containsAll(wanted)) {
      throw new IllegalArgumentException("Benchmarks are " + ALL.keySet() + ", not " + wanted);
    }
    return wanted;
  }
}
