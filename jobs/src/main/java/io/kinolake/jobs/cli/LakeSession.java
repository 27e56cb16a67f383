package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.CutConfig;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.jobs.tables.WarehouseLock;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.store.Location;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
    Location warehouse = Location.of(options.warehouse());
    SparkSession spark =
        System.getProperty("spark.master") != null && options.master().isEmpty()
            ? SparkSessions.submitted(options.sparkSettings())
            : SparkSessions.local(
                options.master().orElse("local[*]"),
                runtimeFolder(warehouse).toString(),
                options.sparkSettings());
    return new LakeSession(spark, new Lake(spark, warehouse.text()));
  }

  Lake lake() {
    return lake;
  }

  SparkSession spark() {
    return spark;
  }

  /** Does something while nobody else may write to the warehouse. */
  <T> T whileLocked(Supplier<T> work) {
    WarehouseLock lock =
        WarehouseLock.take(
            lake.root(), spark.sessionState().newHadoopConf(), thisProcess(), spark::stop);
    try {
      Location clips = Location.of(lake.root()).resolve(CutConfig.OWN_FOLDER);
      if (clips.isLocal()) {
        UnfinishedClips.remove(clips.path());
      }
      return work.get();
    } finally {
      lock.close();
    }
  }

  private static String thisProcess() {
    String process = "process " + ProcessHandle.current().pid();
    try {
      return process + " of " + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return process; // the machine does not know its own name
    }
  }

  @Override
  public void close() {
    spark.stop();
  }

  /** Where the journal of items in flight outlives the process. */
  private static Path runtimeFolder(Location warehouse) {
    return warehouse.isLocal()
        ? warehouse.path().resolve("_kinolake").resolve("runtime")
        : Path.of(
            System.getProperty("user.home"),
            ".cache",
            "kinolake",
            Fingerprint.of(warehouse.text()).value());
  }
}
