package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import io.kinolake.models.process.GuardedProcess;
import io.kinolake.models.process.JavaCommand;
import io.kinolake.models.process.PassedOutput;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The process of one rank. Owns it until it is closed. */
final class RankProcess implements AutoCloseable {
  private final int rank;
  private final GuardedProcess process;
  private final PassedOutput output;

  private RankProcess(int rank, GuardedProcess process, PassedOutput output) {
    this.rank = rank;
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a rank.
   *
   * @param device what the rank computes on, by this process's numbers
   */
  static RankProcess start(
      RankPlace place,
      Device device,
      Class<?> main,
      List<String> arguments,
      PrintStream out,
      PrintStream err)
      throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of(RankPlace.TOKEN, place.token()));
    if (device instanceof Device.Accelerator one) {
      environment.put(one.kind().variable(), String.valueOf(one.index()));
    }
    GuardedProcess process =
        GuardedProcess.piped(
            JavaCommand.of(main, place.properties(), arguments.toArray(String[]::new)),
            environment);
    PassedOutput output =
        place.rank() == 0
            ? PassedOutput.of(process, "", out, err)
            : PassedOutput.of(process, "[rank %d] ".formatted(place.rank()), err, err);
    return new RankProcess(place.rank(), process, output);
  }

  int rank() {
    return rank;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of a process that has ended. */
  int exitCode() {
    return process.exitCode();
  }

  /** Calls someone, on a thread of its own, once the process has ended. */
  void whenEnded(Consumer<RankProcess> told) {
    CompletableFuture<Void> unused = process.onExit().thenRun(() -> told.accept(this));
  }

  /** What it printed last; complete once it is closed. */
  List<String> lastLines() {
    return output.lastLines();
  }

  /** Begins to end it. */
  void release() {
    process.release();
  }

  @Override
  public void close() {
    process.close();
    output.await();
  }
}
