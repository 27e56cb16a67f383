package io.kinolake.jobs.cli;

import io.kinolake.jobs.exchange.ExportFormat;
import io.kinolake.jobs.exchange.ExportRequest;
import io.kinolake.jobs.exchange.ExportRows;
import io.kinolake.jobs.exchange.Exporter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the meta view to a file or folder. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the joined table of clips: CSV, Parquet, JSON lines or samples; or training samples",
      "of a feature set: pt (MindSpeed-MM's files) or webdataset (tar files)."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake export --output meta.csv",
      "  kinolake export --output all.parquet --where true",
      "  kinolake export --output scenes.csv --rows sources",
      "  kinolake export --output train/ --format samples --where \"accepted and technical > 5\"",
      "  kinolake export --output sora_features/ --format pt --feature-set stepvideo-t2v"
    })
final class ExportCommand extends LakeCommand {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE|DIR|URI",
      description = "Where to write; the extension tells the format unless --format does.")
  private String output;

  @Option(names = "--format", description = "One of ${COMPLETION-CANDIDATES}.")
  private ExportFormat format;

  @Option(
      names = "--rows",
      defaultValue = "clips",
      description =
          "clips, or sources with their scenes' times, as tools.scene_cut.cut takes them"
              + " (default: ${DEFAULT-VALUE}).")
  private ExportRows rows;

  @Option(
      names = "--where",
      description = "Which rows, as a SQL condition (default: accepted; of sources all).")
  private String where;

  @Option(
      names = "--feature-set",
      defaultValue = ExportRequest.DEFAULT_SET,
      description = "For pt and webdataset: whose samples (default: ${DEFAULT-VALUE}).")
  private String set;

  @Option(
      names = "--tokens",
      defaultValue = "" + ExportRequest.DEFAULT_TOKENS,
      description = "For pt: to which captions are filled up (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(names = "--columns", split = ",", description = "Columns, in order (default: all).")
  private final List<String> columns = List.of();

  @Override
  int run(LakeSession session) {
    ExportRequest request =
        new ExportRequest(
            output,
            Optional.ofNullable(format).orElseGet(() -> ExportFormat.of(output)),
            Optional.ofNullable(where).orElseGet(rows::usualCondition),
            columns,
            config().toMetaSettings(),
            rows,
            set,
            tokens);
    long written = Exporter.export(session.lake(), request);
    System.out.println(
        written + " " + rows.name().toLowerCase(Locale.ROOT) + " written to " + output);
    return 0;
  }
}
