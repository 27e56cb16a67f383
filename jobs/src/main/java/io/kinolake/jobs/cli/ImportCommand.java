package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.exchange.Imported;
import io.kinolake.jobs.exchange.Importer;
import io.kinolake.jobs.exchange.SampleFolder;
import io.kinolake.jobs.exchange.SampleImporter;
import io.kinolake.jobs.list.ListVideos;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes sources, captions and scores from a table. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Takes sources, captions and scores from a table: CSV, Parquet, JSON lines or Delta.",
      "",
      "path       A source, which is listed and cut by the next refresh, or a clip's file.",
      "text       The clip's caption, of the captioner 'imported', which is preferred to others.",
      "numbers    Each further column of numbers is a score 'imported_NAME', which curation rules",
      "           may use. Columns that an export derives, such as height or fps, are not taken.",
      "",
      "Captions and scores belong to clips, and are taken for clips that are there: a row belongs",
      "to the clip whose file it names, or to the only clip of the source that it names. So import",
      "a table of new sources, refresh, and import it again. Rows that belong to no clip are",
      "counted, with the reason.",
      "",
      "A folder with data.jsonl and features/*.pt, as MindSpeed-MM's feature extraction writes it,",
      "and one of WebDataset's tar files, as 'export --format webdataset' writes them, are taken as",
      "training samples of the feature set 'imported'."
    },
    footer = {"", "Example:", "  kinolake import --input meta.csv"})
final class ImportCommand extends LakeCommand {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|DIR|URI",
      description =
          "A .csv, .parquet, .jsonl or Delta table with a column 'path', or a folder of samples.")
  private String input;

  @Override
  int run(LakeSession session) {
    PipelineConfig config = config();
    long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Optional<SampleFolder> samples =
        SampleFolder.at(input, session.spark().sessionState().newHadoopConf());
    if (samples.isPresent()) {
      return session.whileLocked(
          () -> {
            tell(new SampleImporter(session.lake(), samples.get(), nowUs).run());
            return 0;
          });
    }
    return session.whileLocked(
        () -> {
          ListVideos list = ListVideos.of(session.spark(), List.of(input), config.list());
          new RefreshOptions().run(session, List.of(list), config);
          tell(new Importer(session.lake(), input, nowUs).run());
          return 0;
        });
  }

  private static void tell(SampleImporter.Counts counts) {
    System.out.printf(
        "%d training samples, %d rows of the manifest new or changed, %d samples failed.%n",
        counts.samples(), counts.changed(), counts.failed());
  }

  private static void tell(Imported imported) {
    System.out.printf(
        "%d rows: %d belong to a clip, %d repeat another.%n",
        imported.rows(), imported.matched(), imported.repeated());
    System.out.printf(
        "New or changed: %d captions, %d scores. 'kinolake refresh' cleans the captions.%n",
        imported.captions(), imported.scores());
    tellUnmatched(imported);
  }

  /** Says which rows belong to no clip. */
  static void tellUnmatched(Imported imported) {
    new TreeMap<>(imported.unmatched())
        .forEach((reason, rows) -> System.out.printf("Not taken: %d rows, %s%n", rows, reason));
    imported.examples().forEach(example -> System.out.println("  " + example));
  }
}
