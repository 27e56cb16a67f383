package io.kinolake.jobs.cli;

import io.kinolake.jobs.maintain.Freed;
import io.kinolake.jobs.maintain.Maintenance;
import io.kinolake.jobs.tables.TableUpkeep;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.VideoTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Frees what the warehouse no longer needs. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    description = {
      "Compacts the tables; removes rows that were retired longer ago than --retain, clip files",
      "that only they name, half-written and orphaned clip files older than a day, and the files",
      "of older table versions. Files that are not called as clips of a known source are left.",
      "Sources of which a clip's file is gone are cut anew by the next refresh."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake maintain",
      "  kinolake maintain --retain 0 --allow-short-retention"
    })
final class MaintainCommand extends LakeCommand {
  @Option(
      names = "--retain",
      paramLabel = "HOURS",
      defaultValue = "168",
      description = "How long what is no longer current is kept (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--allow-short-retention",
      description = "Switches Delta's check off that nothing younger than 168 hours is removed.")
  private boolean allowShort;

  @Override
  int run(LakeSession session) {
    Duration retain = retention();
    session.lake().require(VideoTable.SCHEMA);
    String media = config().cut().toSettings(session.lake().root()).outputUri();
    Maintenance maintenance = new Maintenance(session.lake(), media, Clock.systemUTC());
    tell(session.whileLocked(() -> maintenance.run(retain)));
    return 0;
  }

  private Duration retention() {
    Duration retain = Duration.ofHours(hours);
    if (retain.isNegative()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT, "--retain must be 0 or more hours, not " + hours + ".");
    }
    if (retain.compareTo(TableUpkeep.SAFE_RETENTION) < 0) {
      if (!allowShort) {
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "--retain %d may take files away from queries and notebooks that are still reading, and older table versions can no longer be read. Add --allow-short-retention if nobody else uses the warehouse."
                .formatted(hours));
      }
      System.err.printf(
          "Warning: Delta's retention check is off. Readers of table versions older than %d hours"
              + " fail from now on.%n",
          hours);
    }
    return retain;
  }

  private static void tell(Freed freed) {
    System.out.printf("%-28s %8d rows%n", "retired or without a clip", freed.rows());
    tell("clips retired long ago", freed.expired());
    tell("half-written clips", freed.unfinished());
    tell("clips that no row names", freed.orphans());
    System.out.printf(
        "%-28s %8d sources, to be cut anew%n", "clip files that are gone", freed.lost());
    System.out.printf(
        Locale.ROOT, "%-28s %18.1f MiB%n", "tables, smaller by", mib(freed.tableBytes()));
  }

  private static void tell(String what, Freed.FileCount count) {
    System.out.printf(
        Locale.ROOT, "%-28s %8d files %.1f MiB%n", what, count.files(), mib(count.bytes()));
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }
}
