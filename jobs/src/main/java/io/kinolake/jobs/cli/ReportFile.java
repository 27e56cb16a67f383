package io.kinolake.jobs.cli;

import io.kinolake.jobs.report.HtmlReport;
import io.kinolake.jobs.report.ReportBuilder;
import io.kinolake.jobs.report.ReportData;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.udfs.spark.HadoopMediaStore;
import java.nio.file.Path;
import java.time.Clock;

/** The HTML report of a warehouse. */
record ReportFile(LakeSession session) {

  /** Writes it, replacing an older one. */
  void write(String target) {
    Path spool = Path.of(System.getProperty("java.io.tmpdir"), "kinolake-report");
    HadoopMediaStore media =
        new HadoopMediaStore(session.spark().sessionState().newHadoopConf(), spool);
    ReportData data = ReportBuilder.build(session.lake(), media, Clock.systemUTC());
    new LakeFiles(session.lake()).write(target, HtmlReport.render(data));
  }
}
