package io.kinolake.jobs.tables;

import io.kinolake.udfs.spark.KinolakePlugin;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Makes the Spark sessions that the commands use. */
public final class SparkSessions {
  /** What Delta cannot do without. */
  static final Map<String, String> DELTA =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");

  /**
   * Keeps start-up and small queries quick on one machine; large ones would want others. Without a
   * size of its own, a page is 64 MiB on a machine of the usual size, and every hash table and sort
   * of a query on a dozen rows takes one. With two partitions there is nothing that adapting a plan
   * between its stages could better.
   */
  static final Map<String, String> LOCAL =
      Map.ofEntries(
          Map.entry("spark.hadoop.fs.file.impl", DirectLocalFileSystem.class.getName()),
          Map.entry("spark.hadoop.fs.AbstractFileSystem.file.impl", DirectLocalFs.class.getName()),
          Map.entry("spark.ui.enabled", "false"),
          Map.entry("spark.driver.host", "127.0.0.1"),
          Map.entry("spark.driver.bindAddress", "127.0.0.1"),
          Map.entry("spark.sql.shuffle.partitions", "2"),
          Map.entry("spark.default.parallelism", "2"),
          Map.entry("spark.buffer.pageSize", "2m"),
          Map.entry("spark.sql.adaptive.enabled", "false"),
          Map.entry("spark.sql.codegen.wholeStage", "false"),
          Map.entry("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
          Map.entry("spark.sql.ui.explainMode", "simple"),
          Map.entry("spark.sql.ui.retainedExecutions", "10"),
          Map.entry("spark.ui.retainedJobs", "20"),
          Map.entry("spark.ui.retainedStages", "20"),
          Map.entry("spark.ui.retainedTasks", "200"),
          Map.entry("spark.databricks.delta.snapshotPartitions", "1"),
          Map.entry("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2"));

  private SparkSessions() {}

  /**
   * Starts a session on this machine; system properties such as {@code -Dspark.ui.enabled=true} win
   * over what suits it as a rule.
   *
   * @param master such as {@code local[*]}
   * @param runtimeFolder a local folder for spooled media and the journal of items in flight
   */
  public static SparkSession local(String master, String runtimeFolder) {
    return local(master, runtimeFolder, Map.of());
  }

  /** The same with further settings, which win over the usual ones. */
  public static SparkSession local(
      String master, String runtimeFolder, Map<String, String> settings) {
    SparkConf conf = new SparkConf().setMaster(master);
    LOCAL.forEach(conf::setIfMissing);
    return build(conf.setIfMissing(KinolakePlugin.RUNTIME_FOLDER, runtimeFolder), settings);
  }

  /** A session with the settings that spark-submit gave this process, and further ones. */
  public static SparkSession submitted(Map<String, String> settings) {
    return build(new SparkConf(), settings);
  }

  private static SparkSession build(SparkConf conf, Map<String, String> settings) {
    settings.forEach(conf::set);
    requiredSettings().forEach(conf::setIfMissing);
    return SparkSession.builder().appName("kinolake").config(conf).getOrCreate();
  }

  /** What Delta and Kinolake cannot do without; a cluster's own settings win. */
  public static Map<String, String> requiredSettings() {
    Map<String, String> settings = new HashMap<>(DELTA);
    settings.put("spark.plugins", KinolakePlugin.class.getName());
    return Map.copyOf(settings);
  }
}
