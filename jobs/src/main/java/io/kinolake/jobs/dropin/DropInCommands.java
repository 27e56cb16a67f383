package io.kinolake.jobs.dropin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.names.NearestName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The commands of Open-Sora's data guide by their module names, with the same flags and files.
 *
 * <p>Exit codes: 0 fine, 1 failed, 2 wrong arguments, among them tables that do not suit the
 * command; of datautil such tables are failures, as in the original. A command that fails writes
 * nothing and says why in one sentence on the error stream.
 */
public final class DropInCommands {
  private static final int FAILED = 1;
  private static final int WRONG_ARGUMENTS = 2;

  private final Map<String, Function<DropInContext, Callable<Integer>>> commands =
      new LinkedHashMap<>();

  public DropInCommands() {
    commands.put("tools.datasets.convert", ConvertCommand::new);
    commands.put("tools.datasets.datautil", DataUtilCommand::new);
    commands.put("tools.scene_cut.scene_detect", SceneDetectCommand::new);
    commands.put("tools.scene_cut.cut", CutCommand::new);
    commands.put("tools.scene_cut.convert_id_to_path", IdToPathCommand::new);
    commands.put("tools.scoring.aesthetic.inference", AestheticCommand::new);
    commands.put("tools.scoring.ocr.inference", OcrCommand::new);
    commands.put("tools.caption.caption_llava", CaptionLlavaCommand::new);
    commands.put("tools.scoring.matching.inference", MatchingCommand::new);
  }

  /** The module names. */
  public Set<String> modules() {
    return Set.copyOf(commands.keySet());
  }

  /** Runs a module's command and gives its exit code. */
  public int run(String module, List<String> arguments, DropInContext context) {
    if (!commands.containsKey(module)) {
      context.err().println(unknown(module));
      return WRONG_ARGUMENTS;
    }
    CommandLine line = commandLine(module, context);
    return line.execute(expandAbbreviations(arguments, line).toArray(String[]::new));
  }

  /**
   * The module's command, for a command line that lists it among others.
   *
   * @throws IllegalArgumentException if the module is none of {@link #modules}
   */
  public CommandLine commandLine(String module, DropInContext context) {
    Function<DropInContext, Callable<Integer>> command = commands.get(module);
    if (command == null) {
      throw new IllegalArgumentException(unknown(module));
    }
    return new CommandLine(command.apply(context))
        .setCommandName(module)
        .setOut(new PrintWriter(context.out(), true, UTF_8))
        .setErr(new PrintWriter(context.err(), true, UTF_8))
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(false)
        .setParameterExceptionHandler((failure, arguments) -> rejectArguments(failure, context))
        .setExecutionExceptionHandler((failure, line, result) -> fail(failure, context));
  }

  private String unknown(String module) {
    return "There is no module '%s'. Did you mean '%s'? The modules are %s."
        .formatted(
            module,
            NearestName.to(module, commands.keySet()),
            String.join(", ", commands.keySet()));
  }

  private static int rejectArguments(ParameterException failure, DropInContext context) {
    String command = failure.getCommandLine().getCommandName();
    context.err().println(command + ": " + failure.getMessage() + " (see --help)");
    return WRONG_ARGUMENTS;
  }

  private static int fail(Exception failure, DropInContext context) {
    context.err().println(sentence(failure));
    return isWrongArgument(failure) ? WRONG_ARGUMENTS : FAILED;
  }

  private static boolean isWrongArgument(Exception failure) {
    return failure instanceof KinolakeException known
        && known.failure().code() == FailureCode.BAD_ARGUMENT;
  }

  private static String sentence(Exception failure) {
    if (failure instanceof KinolakeException known) {
      return known.failure().message();
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return "Reading or writing failed: " + failure.getMessage() + ".";
    }
    return "Internal error, please report it: " + failure;
  }

  /** As argparse does: an option may be cut short as long as it stays unique. */
  private static List<String> expandAbbreviations(List<String> arguments, CommandLine line) {
    Set<String> names = line.getCommandSpec().optionsMap().keySet();
    return arguments.stream().map(argument -> expand(argument, names)).toList();
  }

  private static String expand(String argument, Set<String> names) {
    if (!argument.startsWith("--") || argument.length() == 2) {
      return argument;
    }
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    if (names.contains(name)) {
      return argument;
    }
    List<String> matches = names.stream().filter(known -> known.startsWith(name)).toList();
    return matches.size() == 1 ? matches.get(0) + argument.substring(name.length()) : argument;
  }
}
