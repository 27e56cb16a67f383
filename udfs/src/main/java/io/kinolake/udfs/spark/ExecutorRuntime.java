package io.kinolake.udfs.spark;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.device.Devices;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.StageContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The one owner of what an executor holds beyond a task: the media store, the models and the
 * journal of items in flight. Made by {@link KinolakePlugin}; the only mutable static of the code
 * base. Thread-safe.
 */
public final class ExecutorRuntime implements AutoCloseable {
  private static volatile ExecutorRuntime current;

  private final Configuration hadoop;
  private final Path spool;
  private final HadoopMediaStore media;
  private final InFlightJournal journal;
  private final Path logs;
  private final TaskDevices devices;
  private final ModelPool models = new ModelPool();
  private final Map<ModelSettings, Devices> opened = new ConcurrentHashMap<>();

  private ExecutorRuntime(Configuration hadoop, Path spool, Path own, TaskDevices devices) {
    this.journal = new InFlightJournal(own.resolve("in-flight"));
    this.logs = own.resolve("servers");
    this.devices = devices;
    this.hadoop = hadoop;
    this.spool = spool;
    this.media = new HadoopMediaStore(hadoop, spool);
  }

  /**
   * Makes a runtime, and removes copies of media that earlier ones left when they were killed.
   *
   * @param folder shared by the executors of this machine
   * @param executor tells this one apart
   * @param devices that Spark assigned to this executor
   */
  static ExecutorRuntime open(
      Configuration hadoop, Path folder, String executor, TaskDevices devices) {
    Path spool = spoolOf(folder);
    SpoolFolder.sweep(spool);
    return new ExecutorRuntime(hadoop, spool, folder.resolve(executor), devices);
  }

  /** Where copies of media lie in a folder that the executors of a machine share. */
  public static Path spoolOf(Path folder) {
    return folder.resolve("spool");
  }

  static void install(ExecutorRuntime runtime) {
    current = runtime;
  }

  /** Takes the runtime away and closes its models. */
  static void uninstall() {
    ExecutorRuntime runtime = current;
    current = null;
    if (runtime != null) {
      runtime.close();
    }
  }

  /** The runtime of this executor. */
  static ExecutorRuntime current() {
    ExecutorRuntime runtime = current;
    if (runtime == null) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "This executor was started without Kinolake's plugin. Set spark.plugins="
              + KinolakePlugin.class.getName()
              + ", as conf/spark-defaults.conf does.");
    }
    return runtime;
  }

  /** What a task may use that was assigned these devices. */
  StageContext contextFor(ModelSettings settings, TaskDevices task) {
    Device device = task.deviceOr(settings.device(), !devices.addresses().isEmpty());
    DeviceAccess access = devicesFor(settings).access(device);
    return new StageContext(media, models.on(device), settings, access, task.addresses(), logs);
  }

  /** All tasks of a run share one: TensorFlow maps devices once for a process. */
  private Devices devicesFor(ModelSettings settings) {
    return opened.computeIfAbsent(settings, wanted -> wanted.devices(devices.indices()));
  }

  Configuration hadoopConfiguration() {
    return hadoop;
  }

  /** Where copies of media lie; for processes that work for this executor. */
  Path spool() {
    return spool;
  }

  InFlightJournal journal() {
    return journal;
  }

  @Override
  public void close() {
    models.close();
    media.close();
  }
}
