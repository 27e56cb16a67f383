package io.kinolake.jobs.cli;

import io.kinolake.jobs.dropin.DropInCommands;
import io.kinolake.jobs.dropin.DropInContext;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      RefreshCommand.class,
      ListCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      PrepareCommand.class,
      ReportCommand.class,
      TablesCommand.class,
      QuarantineCommand.class,
      ForgetCommand.class,
      MaintainCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      ModelsCommand.class,
      SparkTrainCommand.class,
      WarmUpCommand.class
    },
    footer = {
      "",
      "The guide's own commands work too, by their module names, such as",
      "  kinolake tools.datasets.datautil META.csv --info --fmin 1"
    },
    synopsisSubcommandLabel = "COMMAND")
public final class KinolakeMain {
  static final String VERSION = "0.1.0";

  private KinolakeMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command line and returns its exit code. */
  static int run(String... arguments) {
    if (arguments.length > 0 && arguments[0].startsWith("tools.")) {
      return runDropIn(arguments);
    }
    CommandLine commandLine = commandLine();
    if (arguments.length == 0) {
      commandLine.usage(System.out);
      return 0;
    }
    return commandLine.execute(arguments);
  }

  /** The commands of this project, without the drop-in ones. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new KinolakeMain());
    StepCommand.STEPS
        .keySet()
        .forEach(command -> commandLine.addSubcommand(command, StepCommand.of(command)));
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(KinolakeMain::report);
  }

  private static int runDropIn(String[] arguments) {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    DropInContext context = new DropInContext(Path.of("").toAbsolutePath(), System.out, System.err);
    return new DropInCommands().run(arguments[0], rest, context);
  }

  private static int report(Exception error, CommandLine command, ParseResult parsed) {
    KinolakeException known = findKnown(error);
    if (known == null || parsed.originalArgs().contains("--verbose")) {
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
