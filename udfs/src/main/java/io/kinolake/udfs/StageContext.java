package io.kinolake.udfs;

import io.kinolake.udfs.store.MediaStore;
import java.util.List;

/**
 * What a worker may use of the executor that it runs on.
 *
 * @param media opens sources and writes clips, wherever they lie
 * @param devices the addresses that were assigned to this task, such as {@code 0}; empty on CPU
 */
public record StageContext(MediaStore media, List<String> devices) {

  public StageContext {
    devices = List.copyOf(devices);
  }
}
