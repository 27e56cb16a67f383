package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs where there is no network but a loopback of their own, so that nobody else can
 * reach what they listen at.
 */
public final class LoopbackNamespace {
  private static final List<String> ENTER =
      List.of(
          "unshare",
          "-rn",
          "sh",
          "-c",
          "{ ip link set lo up || ifconfig lo up || busybox ip link set lo up; } && exec \"$@\"",
          "sh");

  private LoopbackNamespace() {}

  /** Skips the test, telling why, where a program cannot have such a network. */
  public static void assumeThere(Path folder) {
    Path log = folder.resolve("namespace.log");
    try {
      int status = start(List.of("true"), log).waitFor();
      assumeTrue(status == 0, "no network of its own for a program: " + Files.readString(log));
    } catch (IOException e) {
      assumeTrue(false, "no network of its own for a program: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a program that succeeds prints, errors included. */
  public static String run(List<String> command, Path log) throws Exception {
    Process process = start(command, log);
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static Process start(List<String> command, Path log) throws IOException {
    List<String> whole = new ArrayList<>(ENTER);
    whole.addAll(command);
    return new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
