package io.kinolake.training.cli;

import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/**
 * The main class of training, which needs no Spark. Exit codes: 0 fine, 1 the work failed, 2 the
 * arguments or the configuration are wrong.
 */
@Command(
    name = "kinolake",
    mixinStandardHelpOptions = true,
    description = "Trains, samples and converts video models.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      SampleCommand.class,
      LearningDemoCommand.class,
      PreferCommand.class,
      CheckpointCommand.class
    })
public final class TrainingMain {
  private TrainingMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... arguments) {
    CommandLine commandLine =
        new CommandLine(new TrainingMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(TrainingMain::report);
    if (arguments.length == 0) {
      commandLine.usage(System.out);
      return 0;
    }
    return commandLine.execute(arguments);
  }

  private static int report(Exception error, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (!(error instanceof KinolakeException known)) {
      error.printStackTrace(err);
      err.println(
          "kinolake: Unexpected error: "
              + error
              + ". This is a defect of Kinolake; please report it with the lines above.");
      err.flush();
      return 1;
    }
    if (parsed.originalArgs().contains("--verbose")) {
      error.printStackTrace(err);
    }
    err.println("kinolake: " + known.getMessage());
    err.flush();
    return known.failure().code().kind() == FailureKind.CONFIG ? 2 : 1;
  }
}
