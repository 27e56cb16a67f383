package io.kinolake.jobs.meta;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.jobs.tables.RunLog;
import org.apache.spark.sql.SparkSession;

/** Makes a lakehouse known to SQL and notebooks as temporary views. */
public final class LakeViews {
  private LakeViews() {}

  /**
   * Registers the live rows of every table under its name, and {@code runs}, {@code meta}, {@code
   * quarantine} and {@code funnel}. Views hold the tables' state at this call.
   */
  public static void register(SparkSession spark, Lake lake) {
    if (spark != lake.spark()) {
      throw new IllegalArgumentException("The lake belongs to another Spark session");
    }
    for (LakeTable<?> table : lake.existing()) {
      table.live().createOrReplaceTempView(table.schema().name());
    }
    new RunLog(lake).read().createOrReplaceTempView("runs");
    new MetaView(lake).rows().createOrReplaceTempView("meta");
    new QuarantineView(lake).rows().createOrReplaceTempView("quarantine");
    Funnel.rows(lake).createOrReplaceTempView("funnel");
  }
}
