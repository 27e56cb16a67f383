package io.kinolake.jobs.dropin;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How many rows a scene_cut command handles at a time. */
final class WorkerOptions {
  @Option(names = "--num_workers", description = "Rows handled at a time; one per core.")
  Optional<Integer> workers = Optional.empty();

  @Option(names = "--disable_parallel", description = "Handle one row after the other.")
  boolean parallelDisabled;

  /** The number of threads, 1 or more. */
  int threads() {
    int wanted = workers.orElse(Runtime.getRuntime().availableProcessors());
    return parallelDisabled ? 1 : Math.max(1, wanted);
  }
}
