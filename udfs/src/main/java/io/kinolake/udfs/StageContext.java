package io.kinolake.udfs;

import io.kinolake.models.device.ModelPool;
import io.kinolake.udfs.store.MediaStore;
import java.util.List;

/**
 * What a worker may use of the executor that it runs on.
 *
 * @param media opens sources and writes clips, wherever they lie
 * @param models shares loaded models with the other tasks
 * @param devices the addresses that were assigned to this task, such as {@code 0}; empty on CPU
 */
public record StageContext(MediaStore media, ModelPool models, List<String> devices) {

  public StageContext {
    devices = List.copyOf(devices);
  }

  /** The context of a task that shares nothing and has no device. */
  public static StageContext alone(MediaStore media, ModelPool models) {
    return new StageContext(media, models, List.of());
  }
}
