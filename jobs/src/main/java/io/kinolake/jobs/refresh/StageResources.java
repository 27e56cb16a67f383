package io.kinolake.jobs.refresh;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** What the tasks of a stage need, held against what the cluster offers. */
final class StageResources {
  private StageResources() {}

  /**
   * What a task of the stage needs. Stages without models need a core; those with models need
   * accelerators where the executors have some and the settings do not say {@code cpu}. In one
   * process there is nothing to ask for: networks find their device themselves.
   *
   * @throws KinolakeException BAD_CONFIG if more is needed than there is, naming the setting to
   *     change
   */
  static Resources of(Stage<?, ?> stage, ModelSettings models, SparkConf conf) {
    Resources core = stage.spec().perTask();
    if (!stage.usesModels() || models.device().equals(Device.CPU) || isLocal(conf)) {
      return core;
    }
    Optional<Device.Kind> offered = models.kind().or(() -> firstOffered(conf));
    if (offered.isEmpty()) {
      return core;
    }
    Device.Kind kind = offered.get();
    int amount = amountOf(kind, conf);
    if (amount < models.devicesPerTask()) {
      throw tooFew(stage, kind, models.devicesPerTask(), amount);
    }
    return new Resources(core.cores(), models.devicesPerTask(), kind.id());
  }

  private static boolean isLocal(SparkConf conf) {
    String master = conf.get("spark.master", "local");
    return master.equals("local") || master.startsWith("local[");
  }

  private static Optional<Device.Kind> firstOffered(SparkConf conf) {
    return Arrays.stream(Device.Kind.values()).filter(kind -> amountOf(kind, conf) > 0).findFirst();
  }

  private static int amountOf(Device.Kind kind, SparkConf conf) {
    return conf.getInt(amountKey(kind), 0);
  }

  private static String amountKey(Device.Kind kind) {
    return "spark.executor.resource." + kind.id() + ".amount";
  }

  private static KinolakeException tooFew(
      Stage<?, ?> stage, Device.Kind kind, int needed, int offered) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "A task of '%s' needs %d %s (models.device, models.devices-per-task), and an executor has %d. Set %s and %s.discoveryScript as conf/spark-defaults.conf shows, or models.device to cpu."
            .formatted(
                stage.spec().name(),
                needed,
                kind.id(),
                offered,
                amountKey(kind),
                "spark.worker.resource." + kind.id()));
  }
}
