package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.CutConfig;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.jobs.tables.WarehouseLock;
import io.kinolake.schemas.Fingerprint;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A Spark session and the warehouse that a command works on. Closing it stops Spark. */
final class LakeSession implements AutoCloseable {
  private final SparkSession spark;
  private final Lake lake;

  private LakeSession(SparkSession spark, Lake lake) {
    this.spark = spark;
    this.lake = lake;
  }

  /** Starts Spark in this process, or takes the settings that spark-submit gave it. */
  static LakeSession open(CommonOptions options) {
    String warehouse = absolute(options.warehouse());
    SparkSession spark =
        System.getProperty("spark.master") != null && options.master().isEmpty()
            ? SparkSessions.submitted()
            : SparkSessions.local(
                options.master().orElse("local[*]"), runtimeFolder(warehouse).toString());
    return new LakeSession(spark, new Lake(spark, warehouse));
  }

  Lake lake() {
    return lake;
  }

  SparkSession spark() {
    return spark;
  }

  /** Does something while nobody else may write to the warehouse. */
  <T> T whileLocked(Supplier<T> work) {
    String owner = "process " + ProcessHandle.current().pid();
    WarehouseLock lock =
        WarehouseLock.take(lake.root(), spark.sessionState().newHadoopConf(), owner);
    try {
      if (!isRemote(lake.root())) {
        UnfinishedClips.remove(Path.of(lake.root(), CutConfig.OWN_FOLDER));
      }
      return work.get();
    } finally {
      lock.close();
    }
  }

  @Override
  public void close() {
    spark.stop();
  }

  private static boolean isRemote(String warehouse) {
    return warehouse.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !warehouse.startsWith("file:");
  }

  /** A local path in full; a URI as it is. */
  static String absolute(String warehouse) {
    return isRemote(warehouse)
        ? warehouse
        : Path.of(warehouse.replaceFirst("^file:/*", "/")).toAbsolutePath().normalize().toString();
  }

  /** Where the journal of items in flight outlives the process. */
  private static Path runtimeFolder(String warehouse) {
    return isRemote(warehouse)
        ? Path.of(
            System.getProperty("user.home"),
            ".cache",
            "kinolake",
            Fingerprint.of(warehouse).value())
        : Path.of(warehouse, "_kinolake", "runtime");
  }
}
