package io.kinolake.jobs.cli;

import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.golden.GoldenChecks;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves networks, weight readers and tokenizers by recorded examples. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Rebuilds what a folder records and compares: one line for each tensor with the largest",
      "error and what is allowed. Exit code 1 if anything is off.",
      "A folder has config.json (kind and sizes), weights.safetensors, io.safetensors and",
      "tolerances.json."
    },
    footer = {"", "Example:", "  kinolake models check golden/clip_vit golden/llava"})
final class ModelsCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders to check.")
  private List<Path> folders = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    for (Path folder : folders) {
      List<Finding> findings = checkFor(folder).check(folder);
      long off = findings.stream().filter(finding -> !finding.passed()).count();
      out.printf("%s: %d compared, %d off%n", folder, findings.size(), off);
      findings.forEach(finding -> print(out, finding));
      failed += off > 0 ? 1 : 0;
    }
    out.printf("%d of %d folders passed%n", folders.size() - failed, folders.size());
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private static void print(PrintWriter out, Finding finding) {
    out.printf(
        "  %-4s %-60s %-12s allowed %s%n",
        finding.passed() ? "ok" : "OFF", finding.name(), finding.measured(), finding.tolerance());
  }

  private static GoldenCheck checkFor(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT, "'%s' is not a folder.".formatted(folder));
    }
    return GoldenChecks.of(folder)
        .orElseThrow(
            () ->
                new KinolakeException(
                    FailureCode.BAD_ARGUMENT,
                    "'%s' is of no kind that can be checked. Its config.json must say one of %s."
                        .formatted(
                            folder,
                            GoldenChecks.ALL.stream().map(GoldenCheck::kind).sorted().toList())));
  }
}
