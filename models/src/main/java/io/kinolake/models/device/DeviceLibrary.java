package io.kinolake.models.device;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_LoadPluggableDeviceLibrary;

import io.kinolake.models.process.JavaCommand;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Status;

/**
 * A vendor's pluggable device for TensorFlow. One that fails takes its process down, so it is first
 * loaded in a process of its own.
 */
public final class DeviceLibrary {
  private static final long PATIENCE_SECONDS = 120;

  private DeviceLibrary() {}

  /** Loads the library that the argument names; the main class of the process that tries it. */
  public static void main(String[] arguments) {
    loadHere(Path.of(arguments[0]));
  }

  /**
   * Loads a library into this process; its devices are there afterwards.
   *
   * @throws KinolakeException BAD_CONFIG if it is missing, fails, or ends the process that tries it
   */
  static void load(Path library) {
    if (!Files.isRegularFile(library)) {
      throw refused(library, "there is no such file", null);
    }
    tryIn(JavaCommand.of(DeviceLibrary.class, library.toAbsolutePath().toString()), library);
    loadHere(library.toAbsolutePath());
  }

  private static void tryIn(List<String> command, Path library) {
    try {
      Path said = Files.createTempFile("kinolake-device", ".log");
      Process child =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        boolean ended = child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended || child.exitValue() != 0) {
          String how = ended ? "ended with exit code " + child.exitValue() : "did not end";
          throw refused(library, "a process that tried it %s: %s".formatted(how, end(said)), null);
        }
      } finally {
        child.destroyForcibly();
        Files.deleteIfExists(said);
      }
    } catch (IOException e) {
      throw refused(library, "no process to try it in can be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(library, "the attempt was interrupted", e);
    }
  }

  private static void loadHere(Path library) {
    TensorFlow.version(); // loads the native library
    try (TF_Status status = TF_Status.newStatus()) {
      TF_LoadPluggableDeviceLibrary(library.toString(), status);
      status.throwExceptionIfNotOK();
    } catch (RuntimeException e) {
      throw refused(library, e.getMessage(), e);
    }
  }

  /** The last lines that tell anything. */
  private static String end(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("at "))
            .toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private static KinolakeException refused(Path library, String reason, Throwable cause) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "The device library '%s' (models.library) cannot be used: %s. Take the one that its maker built for TensorFlow 2.18, or none."
            .formatted(library, reason),
        cause);
  }
}
