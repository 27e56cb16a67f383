package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.Device;
import io.kinolake.models.process.JavaCommand;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRankProcesses {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Pattern PID = Pattern.compile("pid (\\d+)");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void ranksRunTogetherAndTheOutputOfTheFirstIsPassedOn() {
    run(plan(3, LONG), "2");

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(3)
        .contains("step 1 sum 3.0", "step 2 sum 3.0");
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .contains("[rank 1] step 1 sum 3.0", "[rank 2] step 2 sum 3.0");
    assertThat(RankStatus.read(folder, 2))
        .isEqualTo(Optional.of(new RankStatus(2, List.of("clip22"))));
  }

  @Test
  void eachRankSeesItsOwnDevice() {
    RankPlan plan =
        RankPlan.oneHost(RankPlan.devices(new Device.Accelerator(Device.Kind.NPU, 2), 2), LONG);
    assertThat(plan.devices().get(1)).isEqualTo(new Device.Accelerator(Device.Kind.NPU, 3));

    run(plan, "1");

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("rank 0 of 2 on npu:0");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("rank 1 of 2 on npu:0");
  }

  @Test
  void aRankThatIsKilledIsNamedWithItsStepAndClips() {
    assertFails(
        plan(3, LONG),
        FailureCode.RANK_LOST,
        List.of("3", "kill", "1", "2"),
        "Rank 1 was killed (signal 9)",
        "at step 2 with the clip clip12 in hand",
        "now comes kill");
  }

  @Test
  void aRankThatThrowsIsNamedWithItsLastLines() {
    assertFails(
        plan(3, LONG),
        FailureCode.RANK_LOST,
        List.of("3", "failure", "2", "1"),
        "Rank 2 failed with exit code 1",
        "at step 1",
        "A defect on purpose");
  }

  @Test
  void aWrongConfigurationIsReportedAsSuch() {
    assertFails(
        plan(2, LONG),
        FailureCode.BAD_CONFIG,
        List.of("3", "exit", "0", "1"),
        "Rank 0 failed with exit code 2");
  }

  @Test
  void aRankThatSleepsIsNamedAsStalled() {
    assertFails(
        plan(4, SHORT),
        FailureCode.RANK_LOST,
        List.of("3", "sleep", "2", "3"),
        "Rank 2 stalled, at step 3 with the clip clip23 in hand",
        "now comes sleep");
  }

  @Test
  void aRankThatIsStoppedIsNamedAsStalled() {
    assertFails(
        plan(2, SHORT),
        FailureCode.RANK_LOST,
        List.of("3", "stop", "0", "2"),
        "Rank 0 stalled, at step 2");
  }

  @Test
  void severalHostsHaveRanksOfOneJob() {
    InetSocketAddress rendezvous = plan(1, LONG).rendezvous();
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(() -> run(host(1, rendezvous, LONG), "2"));
    run(host(0, rendezvous, LONG), "2");
    assertThat(second).succeedsWithin(LONG);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("step 2 sum 6.0");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("[rank 1] step 2", "[rank 2] step 2", "[rank 3] step 2");
  }

  @Test
  void aHostSaysWhichRankOfAnotherOneIsLost() {
    InetSocketAddress rendezvous = plan(1, LONG).rendezvous();
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(() -> run(host(1, rendezvous, LONG), "2", "kill", "3", "2"));
    assertFails(
        host(0, rendezvous, LONG),
        FailureCode.RANK_LOST,
        List.of("2", "kill", "3", "2"),
        "which runs on another host, was lost by rank");
    assertThat(second)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingRootCause()
        .withMessageContaining("Rank 3 was killed (signal 9)");
  }

  @Test
  void ranksEndWithAProcessThatIsKilled() throws IOException {
    Process parent =
        new ProcessBuilder(JavaCommand.of(LaunchingMain.class, folder.toString()))
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> ranks = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      while (ranks.size() < 2) {
        Matcher pid = PID.matcher(lines.readLine());
        if (pid.find()) {
          ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(ranks::add);
        }
      }
    } finally {
      parent.destroyForcibly();
    }
    assertThat(ranks)
        .allSatisfy(rank -> assertThat(rank.onExit()).succeedsWithin(30, TimeUnit.SECONDS));
  }

  private static RankPlan plan(int ranks, Duration deadline) {
    return RankPlan.oneHost(RankPlan.devices(Device.CPU, ranks), deadline);
  }

  private static RankPlan host(int node, InetSocketAddress rendezvous, Duration deadline) {
    return new RankPlan(
        2, node, RankPlan.devices(Device.CPU, 2), rendezvous, "of this test", deadline);
  }

  private void run(RankPlan plan, String... arguments) {
    new RankProcesses(
            plan,
            folder,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            SHORT)
        .run(RankProgram.class, List.of(arguments));
  }

  /** Sees to it that the run fails so, and leaves no process behind. */
  private void assertFails(
      RankPlan plan, FailureCode code, List<String> arguments, String... parts) {
    assertThatThrownBy(() -> run(plan, arguments.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
    Matcher pids = PID.matcher(out + "\n" + err);
    while (pids.find()) {
      // those of another host end when that one has noticed, too
      ProcessHandle.of(Long.parseLong(pids.group(1)))
          .ifPresent(process -> assertThat(process.onExit()).succeedsWithin(LONG));
    }
  }
}
