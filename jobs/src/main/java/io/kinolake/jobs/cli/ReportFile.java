package io.kinolake.jobs.cli;

import io.kinolake.jobs.meta.Funnel;
import io.kinolake.jobs.report.HtmlReport;
import io.kinolake.jobs.report.ReportBuilder;
import io.kinolake.jobs.report.ReportData;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.udfs.spark.ExecutorRuntime;
import io.kinolake.udfs.spark.HadoopMediaStore;
import io.kinolake.udfs.spark.KinolakePlugin;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.hadoop.conf.Configuration;

/** The HTML report of a warehouse. */
record ReportFile(LakeSession session, Funnel funnel) {

  /** Writes it, replacing an older one. */
  void write(String target) {
    Configuration hadoop = session.spark().sessionState().newHadoopConf();
    Path runtime = KinolakePlugin.runtimeFolder(session.spark().sparkContext().conf());
    Path spool = ExecutorRuntime.spoolOf(runtime);
    try (HadoopMediaStore media = new HadoopMediaStore(hadoop, spool)) {
      ReportData data = ReportBuilder.build(session.lake(), funnel, media, Clock.systemUTC());
      new LakeFiles(session.lake()).write(target, HtmlReport.render(data));
    }
  }
}
