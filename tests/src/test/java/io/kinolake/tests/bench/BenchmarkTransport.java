package io.kinolake.tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What carries 64 MB between two ranks of this machine: plain sockets beside TensorFlow's
 * collective operations, in turns. Both where there is no network but a loopback, since
 * TensorFlow's servers listen everywhere.
 */
final class BenchmarkTransport implements Benchmark {
  private static final int RUNS = 2;
  private static final List<String> OPERATIONS =
      List.of("all-reduce", "reduce-scatter", "all-gather", "all-to-all", "one-float");
  private static final List<String> ALONE =
      List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

  @Override
  public List<Measurement> run(Path scratch) throws Exception {
    try {
      List<String> nothing = new ArrayList<>(ALONE);
      nothing.add("true");
      BenchmarkProcess.run(scratch, nothing);
    } catch (IOException | IllegalStateException e) {
      return List.of(Measurement.skipped("transport", "no network of its own for a process"));
    }
    List<BenchmarkProcess> sockets = new ArrayList<>();
    List<BenchmarkProcess> tensorflow = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      sockets.add(times(scratch, "sockets"));
      tensorflow.add(times(scratch, "tensorflow"));
    }
    return OPERATIONS.stream().map(name -> line(name, sockets, tensorflow)).toList();
  }

  private static BenchmarkProcess times(Path scratch, String transport) throws Exception {
    Path folder = Files.createTempDirectory(scratch, transport);
    List<String> command = new ArrayList<>(ALONE);
    command.addAll(
        BenchmarkProcess.command(
            List.of("-Xmx1g"), TransportTimes.class, transport, folder.toString()));
    return BenchmarkProcess.run(scratch, command);
  }

  private static Measurement line(
      String operation, List<BenchmarkProcess> sockets, List<BenchmarkProcess> tensorflow) {
    double plain = least(operation, sockets);
    double theirs = least(operation, tensorflow);
    return new Measurement(
        "transport, " + operation + ": TensorFlow's time over sockets'",
        String.format(
            Locale.ROOT, "%.1f (%.2f ms, %.2f ms)", theirs / plain, theirs * 1e3, plain * 1e3),
        "-");
  }

  private static double least(String operation, List<BenchmarkProcess> runs) {
    return runs.stream().mapToDouble(run -> run.number(operation, 0)).min().orElseThrow();
  }
}
