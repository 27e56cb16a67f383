package io.kinolake.jobs.cli;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.exchange.ExportRequest;
import io.kinolake.jobs.exchange.Exporter;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.meta.Funnel;
import io.kinolake.jobs.meta.SampleSizes;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Run;
import java.util.List;

/** A refresh of the whole pipeline with what a person wants to see afterwards. */
final class Refresh {
  private final LakeSession session;
  private final PipelineConfig config;
  private final RefreshOptions options;

  Refresh(LakeSession session, PipelineConfig config, RefreshOptions options) {
    this.session = session;
    this.config = config;
    this.options = options;
  }

  /** Lists the places, brings every table up to date, and writes meta.csv and the report. */
  void run(List<String> sources) {
    session.whileLocked(
        () -> {
          ListVideos list = ListVideos.of(session.spark(), sources, config.list());
          List<PipelineStep> steps = VideoPipeline.from(list, config, session.lake().root());
          if (options.isDryRun()) {
            options.plan(session, steps, config);
          } else {
            present(options.run(session, steps, config));
          }
          return null;
        });
  }

  private void present(List<Run> runs) {
    String report = session.lake().root() + "/report.html";
    boolean worked = runs.stream().anyMatch(run -> !run.counts().equals(Run.Counts.NONE));
    if (worked || !new LakeFiles(session.lake()).exists(report)) {
      System.out.println();
      Funnel funnel = Funnel.of(session.lake());
      System.out.println(funnel.toText());
      System.out.print(SampleSizes.of(session.lake()).toText());
      writeMeta();
      new ReportFile(session, funnel).write(report);
    }
    System.out.println("Report: " + report);
  }

  private void writeMeta() {
    String meta = session.lake().root() + "/meta.csv";
    if (session.lake().table(ClipTable.SCHEMA).exists()) {
      Exporter.export(session.lake(), ExportRequest.to(meta).withMeta(config.toMetaSettings()));
      System.out.println("Meta:   " + meta);
    }
  }
}
