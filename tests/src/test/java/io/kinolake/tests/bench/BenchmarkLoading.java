package io.kinolake.tests.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast weights get from a safetensors file into a network, beside reading the file's bytes, and
 * how much memory that takes beside the weights; for a file of the network's own type and for one
 * that is cast.
 */
final class BenchmarkLoading implements Benchmark {
  private static final String RUNS = "6";
  private static final List<String> FLAGS = List.of("-Xmx1g");

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    List<Measurement> lines = new ArrayList<>();
    lines.addAll(measure(scratch, "F32", ">= 0.8"));
    lines.addAll(measure(scratch, "BF16", "-"));
    return lines;
  }

  private static List<Measurement> measure(Path scratch, String type, String bar) throws Exception {
    Path file = scratch.resolve(type + ".safetensors");
    work(scratch, "write", file.toString(), type);
    BenchmarkProcess times = work(scratch, "load", file.toString(), RUNS);
    Files.delete(file);
    double gigabytes = times.number("bytes", 0) / 1e9;
    double load = times.number("load", 0);
    double read = times.number("read", 0);
    String what = "weights of ViT-L/14 from %s: ".formatted(type);
    return List.of(
        line(
            what + "rate over that of reading the file",
            bar,
            "%.2f (%.2f GB/s, read at %.2f GB/s)",
            read / load,
            gigabytes / load,
            gigabytes / read),
        line(
            what + "most memory over the parameters' size",
            "<= 1.1",
            "%.2f",
            times.number("memory", 0)));
  }

  private static BenchmarkProcess work(Path scratch, String... arguments) throws Exception {
    return BenchmarkProcess.java(scratch, FLAGS, LoadingTimes.class, arguments);
  }

  private static Measurement line(String what, String bar, String format, Object... values) {
    return new Measurement(what, String.format(Locale.ROOT, format, values), bar);
  }
}
