package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts, here launchers of one machine, that share a training. */
class TestHosts {
  @TempDir private Path folder;
  private SharedTraining training;
  private String rendezvous;

  @BeforeEach
  void writeSamplesAndSettings() throws IOException {
    training = SharedTraining.stepVideo(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      rendezvous = "localhost:" + free.getLocalPort();
    }
  }

  @Test
  void twoHostsLearnWhatOneProcessLearns() throws Exception {
    training.train("one", 6);

    assertThat(run(host("hosts", 0, "secret"), host("hosts", 1, "secret"))).containsOnly(0);

    training.assertSame("hosts", "one");
  }

  @Test
  void hostsWithOtherTokensOrFoldersDoNotBegin() throws Exception {
    training.train("there", 2);

    assertThat(run(host("there", 0, "secret"), host("elsewhere", 1, "secret"))).doesNotContain(0);
    assertThat(said(1)).contains("Set run.folder to one folder that all hosts share");
    assertThat(run(host("there", 0, ""))).doesNotContain(0);
    assertThat(said(0)).contains("no token", "KINOLAKE_JOB_TOKEN");
  }

  private ProcessBuilder host(String run, int rank, String token) {
    List<String> arguments =
        training.arguments(
            run,
            "parallel.nodes=2",
            "parallel.tensor=2",
            "parallel.deadline=1m",
            "parallel.rendezvous=" + rendezvous);
    arguments.addAll(List.of("--node-rank", String.valueOf(rank)));
    ProcessBuilder builder =
        new ProcessBuilder(TrainingCommands.process(arguments)).redirectErrorStream(true);
    builder.environment().putAll(Map.of("KINOLAKE_JOB_TOKEN", token));
    return builder.redirectOutput(log(rank).toFile());
  }

  private static List<Integer> run(ProcessBuilder... hosts) throws Exception {
    List<Process> started = new ArrayList<>();
    try {
      for (ProcessBuilder host : hosts) {
        started.add(host.start());
      }
      List<Integer> codes = new ArrayList<>();
      for (Process host : started) {
        codes.add(host.waitFor());
      }
      return codes;
    } finally {
      started.forEach(Process::destroyForcibly);
    }
  }

  private String said(int rank) throws IOException {
    return Files.readString(log(rank));
  }

  private Path log(int rank) {
    return folder.resolve("host" + rank + ".log");
  }
}
