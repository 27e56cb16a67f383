package io.kinolake.models.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.process.JavaCommand;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.SupervisedServer;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: served models that die, hang or never start. */
class TestSupervisedServer {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final OipTraffic TRAFFIC =
      new OipTraffic(LONG, 3, Duration.ofMillis(10), Duration.ofSeconds(1));

  @TempDir private Path folder;

  @Test
  void aServerThatDiesOverABatchIsStartedAgainAndAskedOnceMore() throws IOException {
    try (SupervisedServer server = fragile()) {
      OipModel model = model(server, LONG);

      assertThat(doubled(model, FragileServer.DIE_ONCE)).isEqualTo(2 * FragileServer.DIE_ONCE);
      assertThat(Files.readAllLines(log()))
          .containsExactly("devices 4,5, 2 of them", "devices 4,5, 2 of them");
    }
  }

  @Test
  void aBatchThatAlwaysKillsItIsAnErrorAndTheNextIsFine() {
    try (SupervisedServer server = fragile()) {
      OipModel model = model(server, LONG);

      assertFails(
          () -> doubled(model, FragileServer.DIE), FailureCode.SERVER_ERROR, "gave no answer");
      assertThat(doubled(model, 21)).isEqualTo(42);
    }
  }

  @Test
  void aServerThatHangsIsAnErrorAfterTheDeadlineAndTheNextIsFine() {
    try (SupervisedServer server = fragile()) {
      OipModel hasty = model(server, Duration.ofSeconds(3));

      assertFails(
          () -> doubled(hasty, FragileServer.HANG),
          FailureCode.SERVER_ERROR,
          "no answer within PT3S");
      assertThat(doubled(model(server, LONG), 21)).isEqualTo(42);
    }
  }

  @Test
  void aCommandThatDoesNotExistIsToldWithItsLog() {
    try (SupervisedServer server = server(List.of("/no/such/server", "{port}"), LONG)) {
      assertFails(
          server::address, FailureCode.BAD_CONFIG, "'/no/such/server' did not become ready in 2");
      assertFails(server::address, FailureCode.BAD_CONFIG, "it ended with 127");
    }
  }

  @Test
  void aServerThatIsNeverReadyIsGivenUp() {
    try (SupervisedServer server = server(List.of("sleep", "600"), Duration.ofMillis(300))) {
      assertFails(server::address, FailureCode.BAD_CONFIG, "not ready within PT0.3S");
      assertThat(ProcessHandle.current().descendants().filter(TestSupervisedServer::sleeps))
          .isEmpty();
    }
  }

  @Test
  void closingEndsTheProcess() {
    SupervisedServer server = fragile();
    server.address();
    List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
    assertThat(processes).isNotEmpty();

    server.close();

    processes.forEach(TestSupervisedServer::awaitEnd);
    assertFails(server::address, FailureCode.INTERNAL, "closed");
  }

  @Test
  void theServerEndsWithAProcessThatIsKilled() throws IOException {
    Process parent =
        new ProcessBuilder(JavaCommand.of(SupervisingMain.class, folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> processes = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      for (String pid : out.readLine().split(" ", -1)) {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(processes::add);
      }
      assertThat(processes).isNotEmpty();
    } finally {
      parent.destroyForcibly();
    }

    processes.forEach(TestSupervisedServer::awaitEnd);
  }

  private static boolean sleeps(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/sleep")
        && List.of(process.info().arguments().orElse(new String[0])).contains("600");
  }

  private static void awaitEnd(ProcessHandle process) {
    assertThat(process.onExit()).succeedsWithin(30, TimeUnit.SECONDS);
  }

  private SupervisedServer fragile() {
    return server(
        JavaCommand.of(
            FragileServer.class, "{port}", "{devices}", folder.resolve("died").toString()),
        LONG);
  }

  private SupervisedServer server(List<String> command, Duration startDeadline) {
    return new SupervisedServer(
        new ServerCommand(command, "/v2/health/ready", startDeadline, 2, Duration.ofMillis(10)),
        Map.of("ASCEND_RT_VISIBLE_DEVICES", "4,5"),
        2,
        log());
  }

  private Path log() {
    return folder.resolve("logs/server.log");
  }

  private static OipModel model(SupervisedServer server, Duration deadline) {
    return OipModel.open(
        server,
        "double",
        new OipTraffic(deadline, TRAFFIC.tries(), TRAFFIC.firstWait(), TRAFFIC.longestWait()),
        OipModel.Encoding.BINARY);
  }

  private static float doubled(OipModel model, float value) {
    return model
        .run(Map.of("x", HostTensor.floats(Shape.of(1, 2), value, 0)), List.of("y"))
        .get("y")
        .toFloats()[0];
  }

  private static void assertFails(ThrowingCallable call, FailureCode code, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(why);
  }
}
