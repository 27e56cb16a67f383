package io.kinolake.jobs.cli;

import io.kinolake.jobs.forget.Forgetting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes everything made from a source, and keeps it out from now on. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = {
      "Removes a source's rows from all tables, its clip files, and the report and meta.csv that",
      "show it. Later refreshes leave the source out. The source itself is not touched."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake forget --video /data/films/holiday.mp4",
      "  kinolake forget --video s3a://bucket/raw/a.mp4 --video s3a://bucket/raw/b.mp4",
      "  kinolake forget --undo --video /data/films/holiday.mp4"
    })
final class ForgetCommand extends LakeCommand {
  @Option(
      names = "--video",
      required = true,
      paramLabel = "PATH|URI|ID",
      description = "The source, as listed, or its video_id; may be repeated.")
  private List<String> videos;

  @Option(
      names = "--undo",
      description = "Let the next refresh take the source in again, and make everything anew.")
  private boolean undo;

  @Override
  int run(LakeSession session) {
    long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Forgetting forgetting = new Forgetting(session.lake(), nowUs);
    return session.whileLocked(
        () -> {
          if (undo) {
            forgetting.undo(videos);
            System.out.println("The next refresh takes in what it finds of: " + videos);
          } else {
            tell(forgetting.forget(videos));
          }
          return 0;
        });
  }

  private void tell(Forgetting.Removed removed) {
    System.out.printf(
        "%d of %d sources were in the lake; all are left out from now on.%n",
        removed.known(), videos.size());
    System.out.printf(
        "Removed %d rows and %d files (%d bytes).%n",
        removed.rows(), removed.files(), removed.bytes());
    System.out.println(
        "Older versions of the tables hold the rows until 'kinolake maintain' vacuums them: by"
            + " default a week from now, with '--retain 0 --allow-short-retention' at once.");
    System.out.println("'kinolake refresh' writes the report and meta.csv again.");
  }
}
