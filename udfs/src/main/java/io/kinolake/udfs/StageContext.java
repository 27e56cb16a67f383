package io.kinolake.udfs;

import io.kinolake.models.device.Bfloat16Support;
import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.udfs.store.MediaStore;
import java.util.List;

/**
 * What a worker may use of the executor that it runs on.
 *
 * @param media opens sources and writes clips, wherever they lie
 * @param models shares loaded models with the other tasks of the same device
 * @param settings how networks are run
 * @param device where this task's networks run
 * @param devices the addresses that were assigned to this task, such as {@code 0}; empty on CPU
 */
public record StageContext(
    MediaStore media,
    ModelPool models,
    ModelSettings settings,
    DeviceAccess device,
    List<String> devices) {

  public StageContext {
    devices = List.copyOf(devices);
  }

  /** The context of a task that shares nothing and has no device. */
  public static StageContext alone(MediaStore media, ModelPool models) {
    return of(media, models, ModelSettings.ON_PROCESSOR);
  }

  /** The context of a task that has the process, with the device of the settings, for itself. */
  public static StageContext of(MediaStore media, ModelPool models, ModelSettings settings) {
    DeviceAccess device = settings.devices(List.of()).access(settings.device());
    return new StageContext(media, models.on(settings.device()), settings, device, List.of());
  }

  /**
   * How this task's networks are run.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if the device is not there, or
   *     has no such precision
   */
  public NetworkOptions networkOptions() {
    if (settings.precision() == Precision.BFLOAT16) {
      Bfloat16Support.require(device.placement());
    }
    return new NetworkOptions(settings.precision(), 0, device);
  }
}
