package io.kinolake.udfs.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Gives each executor its {@link ExecutorRuntime}; named in {@code spark.plugins}. */
public final class KinolakePlugin implements SparkPlugin {
  /**
   * Setting: the local folder for spooled media and the journal. In local mode the launcher points
   * it to a folder that outlives the process.
   */
  public static final String RUNTIME_FOLDER = "spark.kinolake.runtimeFolder";

  /** The local folder that these settings give the processes of a machine. */
  public static Path runtimeFolder(SparkConf conf) {
    // Of this user's own, since others could not remove what is in it.
    String own = "kinolake-" + System.getProperty("user.name");
    return Path.of(conf.get(RUNTIME_FOLDER, System.getProperty("java.io.tmpdir") + "/" + own));
  }

  @Override
  public DriverPlugin driverPlugin() {
    return null; // Spark's way to say that there is none
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new RuntimeOwner();
  }

  private static final class RuntimeOwner implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      SparkConf conf = context.conf();
      ExecutorRuntime.install(
          ExecutorRuntime.open(
              SparkHadoopUtil.get().newConfiguration(conf),
              runtimeFolder(conf),
              context.executorID(),
              TaskDevices.of(context.resources())));
    }

    @Override
    public void shutdown() {
      ExecutorRuntime.uninstall();
    }
  }
}
