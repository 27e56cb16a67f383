package io.kinolake.jobs.dropin;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What datautil reads and writes. */
final class InputOptions {
  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Tables or globs of tables (.csv, .parquet, Delta); joined one below the other.")
  List<String> input = List.of();

  @Option(names = "--output", description = "The table to write; its ending decides the format.")
  Optional<String> output = Optional.empty();

  @Option(
      names = "--format",
      description = "Format of an automatic name: ${COMPLETION-CANDIDATES}; that of the input.")
  Optional<Format> format = Optional.empty();

  @Option(names = "--disable-parallel", description = "Accepted; changes nothing.")
  boolean parallelDisabled;

  @Option(names = "--num-workers", description = "Accepted; changes nothing.")
  Optional<Long> workers = Optional.empty();

  @Option(names = "--seed", description = "Seed of --shuffle and --score-to-text (42).")
  long seed = 42;

  @Option(names = "--shard", description = "Write this many files NAME_0, NAME_1, …")
  Optional<Integer> shard = Optional.empty();

  @Option(names = "--sort", description = "Sort by a column, largest first.")
  Optional<String> sort = Optional.empty();

  @Option(names = "--sort-ascending", description = "Sort by a column, smallest first.")
  Optional<String> sortAscending = Optional.empty();

  @Option(names = "--difference", description = "Drop rows whose path occurs in this table.")
  Optional<String> difference = Optional.empty();

  @Option(names = "--intersection", description = "Keep rows whose path occurs in this table.")
  Optional<String> intersection = Optional.empty();

  @Option(names = "--train-column", description = "Keep only the columns that training reads.")
  boolean trainColumns;

  @Option(names = "--shuffle", description = "Shuffle the rows.")
  boolean shuffle;

  @Option(names = "--head", description = "Keep the first N rows.")
  Optional<Long> head = Optional.empty();

  /** The values of --format. */
  enum Format {
    csv,
    parquet,
    delta
  }
}
