package io.kinolake.training.cli;

import io.kinolake.training.parallel.RankLayout;
import picocli.CommandLine.Option;

/** How many processes sample. */
final class SampleRankOptions {
  @Option(
      names = "--nproc",
      paramLabel = "N",
      description = {
        "Processes of this host that share the videos, each on a device of its own",
        "(gpu:0 counts up); a multiple of --tp (default: as many as --tp)."
      })
  private Integer processes;

  @Option(
      names = "--tp",
      defaultValue = "1",
      paramLabel = "N",
      description = {
        "Processes that hold parts of Step-Video's transformer and make each video together; a",
        "divisor of its heads (default: ${DEFAULT-VALUE})."
      })
  private int tensor;

  /**
   * How the processes share the work.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if they cannot
   */
  RankLayout layout() {
    return RankLayout.of(processes == null ? tensor : processes, tensor, 1);
  }
}
