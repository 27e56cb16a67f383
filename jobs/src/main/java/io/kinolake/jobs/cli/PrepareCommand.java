package io.kinolake.jobs.cli;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.exchange.Imported;
import io.kinolake.jobs.exchange.Importer;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.meta.SampleSizes;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ScoreTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes training samples of the rows of a table. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description = {
      "Makes training samples of a table's rows: CSV, Parquet, JSON lines or Delta.",
      "",
      "path       A clip, which is taken whole.",
      "text       Its caption, taken as it is. Without one a file beside the clip may have it.",
      "",
      "Nothing is cut, scored or selected. A second run does only what is new or changed, and",
      "drops the samples of rows that are gone."
    },
    footer = {
      "",
      "Example:",
      "  kinolake prepare --input meta.csv --warehouse samples --set 'features.sets=[tiny]'"
    })
final class PrepareCommand extends LakeCommand {
  private static final Map<String, String> ROWS_ARE_CLIPS =
      Map.of(
          "scenes.detector", "stride",
          "scenes.stride-seconds", "1000000",
          "cut.mode", "virtual",
          "curate", "{rules: []}",
          "caption.captioners", "[sidecar]",
          "match.captions", "false");

  /** What no row is asked for: scores, and captions other than its own. */
  private static final Set<TableSchema<?>> NOT_MADE =
      Set.of(ScoreTable.SCHEMA, CleanCaptionTable.SCHEMA);

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|DIR|URI",
      description = "A .csv, .parquet, .jsonl or Delta table with a column 'path'.")
  private String input;

  @Override
  Map<String, String> ownSettings() {
    return ROWS_ARE_CLIPS;
  }

  @Override
  int run(LakeSession session) {
    PipelineConfig config = config();
    RefreshOptions options = new RefreshOptions();
    return session.whileLocked(
        () -> {
          ListVideos list = ListVideos.of(session.spark(), List.of(input), config.list());
          List<PipelineStep> steps =
              VideoPipeline.from(list, config, session.lake().root()).stream()
                  .filter(step -> !NOT_MADE.contains(step.writes()))
                  .toList();
          int behindClips = behindClips(steps);
          options.run(session, steps.subList(0, behindClips), config);
          long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
          Imported imported = new Importer(session.lake(), input, nowUs).run();
          options.run(session, steps.subList(behindClips, steps.size()), config);
          ImportCommand.tellUnmatched(imported);
          System.out.print(SampleSizes.of(session.lake()).toText());
          return 0;
        });
  }

  /** Captions are imported where clips are known. */
  private static int behindClips(List<PipelineStep> steps) {
    int index = 0;
    while (!steps.get(index).writes().equals(ClipTable.SCHEMA)) {
      index++;
    }
    return index + 1;
  }
}
