package io.kinolake.training.prepare;

import io.kinolake.models.process.GuardedProcess;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command line of the pipeline, which needs Spark and thus a process of its own. What it prints
 * appears where this process prints.
 *
 * @param launcher the script that starts the pipeline's commands
 */
public record PipelineCommand(String launcher) {
  /** The system property that names the launcher; the launcher itself sets it. */
  public static final String LAUNCHER = "kinolake.launcher";

  private static final int WRONG_SETTINGS = 2;

  /**
   * The launcher that started this process.
   *
   * @throws KinolakeException BAD_ARGUMENT if it is not known
   */
  public static PipelineCommand ofLauncher() {
    String launcher = System.getProperty(LAUNCHER);
    if (launcher == null) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "The samples are made by the pipeline, whose launcher is not known. Start training by ./kinolake, or name that script by -D%s=FILE."
              .formatted(LAUNCHER));
    }
    return new PipelineCommand(launcher);
  }

  /** A file of the folder {@code conf} beside the launcher. */
  public Path conf(String name) {
    return Path.of(launcher).toAbsolutePath().resolveSibling("conf").resolve(name);
  }

  /**
   * Runs a command to its end. It ends with this process, however this one ends.
   *
   * @throws KinolakeException BAD_CONFIG if it calls its settings wrong, PIPELINE_FAILED if it
   *     fails otherwise; why, it has printed
   */
  public void run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(arguments);
    int exitCode;
    try (GuardedProcess process = GuardedProcess.printing(command, Map.of())) {
      process.onExit().join();
      exitCode = process.exitCode();
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to start " + launcher, e);
    }
    if (exitCode != 0) {
      throw new KinolakeException(
          exitCode == WRONG_SETTINGS ? FailureCode.BAD_CONFIG : FailureCode.PIPELINE_FAILED,
          "The samples to train on cannot be made: 'kinolake %s' ended with exit code %d; its last lines say why. Settle that and start again; what is made stays."
              .formatted(String.join(" ", arguments), exitCode));
    }
  }
}
