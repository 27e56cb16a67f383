package io.kinolake.jobs.cli;

import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/**
 * The main class. Exit codes: 0 fine, 1 the work failed, 2 the arguments or the configuration are
 * wrong.
 */
@Command(
    name = "kinolake",
    version = "kinolake " + KinolakeMain.VERSION,
    mixinStandardHelpOptions = true,
    description = "From folders of video to curated training data.",
    subcommands = {RunCommand.class, RefreshCommand.class, TablesCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class KinolakeMain {
  static final String VERSION = "0.1.0";

  private KinolakeMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... arguments) {
    CommandLine commandLine =
        new CommandLine(new KinolakeMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(KinolakeMain::report);
    if (arguments.length == 0) {
      commandLine.usage(System.out);
      return 0;
    }
    return commandLine.execute(arguments);
  }

  private static int report(Exception error, CommandLine command, ParseResult parsed)
      throws Exception {
    boolean verbose = Arrays.asList(parsed.originalArgs().toArray()).contains("--verbose");
    KinolakeException known = findKnown(error);
    if (known == null || verbose) {
      error.printStackTrace(command.getErr());
    }
    PrintWriter err = command.getErr();
    err.println("kinolake: " + (known == null ? describe(error) : known.getMessage()));
    err.flush();
    return known != null && known.failure().code().kind() == FailureKind.CONFIG ? 2 : 1;
  }

  /** A failure of ours may be wrapped by Spark. */
  private static KinolakeException findKnown(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof KinolakeException known) {
        return known;
      }
    }
    return null;
  }

  private static String describe(Throwable error) {
    return "Unexpected error: "
        + error
        + ". This is a defect of Kinolake; please report it with the lines above.";
  }
}
