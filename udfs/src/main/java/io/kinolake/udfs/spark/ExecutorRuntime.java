package io.kinolake.udfs.spark;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The one owner of what an executor holds beyond a task: the media store, the models and the
 * journal of items in flight. Made by {@link KinolakePlugin}; the only mutable static of the code
 * base. Thread-safe.
 */
public final class ExecutorRuntime {
  private static volatile ExecutorRuntime current;

  private final Configuration hadoop;
  private final MediaStore media;
  private final InFlightJournal journal;
  private final ModelPool models = new ModelPool();

  private ExecutorRuntime(Configuration hadoop, MediaStore media, InFlightJournal journal) {
    this.hadoop = hadoop;
    this.media = media;
    this.journal = journal;
  }

  /** Makes a runtime whose files lie in a folder of this executor. */
  static ExecutorRuntime open(Configuration hadoop, Path folder) {
    return new ExecutorRuntime(
        hadoop,
        new HadoopMediaStore(hadoop, folder.resolve("spool")),
        new InFlightJournal(folder.resolve("in-flight")));
  }

  static void install(ExecutorRuntime runtime) {
    current = runtime;
  }

  /** Takes the runtime away and closes its models. */
  static void uninstall() {
    ExecutorRuntime runtime = current;
    current = null;
    if (runtime != null) {
      runtime.models.close();
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

  StageContext contextFor(List<String> devices) {
    return new StageContext(media, models, devices);
  }

  Configuration hadoopConfiguration() {
    return hadoop;
  }

  InFlightJournal journal() {
    return journal;
  }
}
