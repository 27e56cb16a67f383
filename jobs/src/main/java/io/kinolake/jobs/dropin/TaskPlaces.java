package io.kinolake.jobs.dropin;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.ModelPool;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the tasks of a command work, one list of addresses for each.
 *
 * @param settings how networks are run
 * @param devices addresses of devices that are a task's own; none where tasks share one
 */
record TaskPlaces(ModelSettings settings, List<List<String>> devices) {

  TaskPlaces {
    devices = devices.stream().map(List::copyOf).toList();
  }

  /** Tasks that share what the settings name. */
  static TaskPlaces shared(ModelSettings settings, int tasks) {
    return new TaskPlaces(settings, Collections.nCopies(tasks, List.of()));
  }

  /** The tasks' contexts. Servers that they start log into a folder of this user. */
  List<StageContext> contexts(ModelPool models) {
    Path logs =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "kinolake-" + System.getProperty("user.name"),
            "servers");
    StageContext base = StageContext.of(new LocalMediaStore(), models, settings, logs);
    List<StageContext> contexts = new ArrayList<>();
    for (int task = 0; task < devices.size(); task++) {
      List<String> own = devices.get(task);
      contexts.add(own.isEmpty() ? base : base.onDevice(device(task), own));
    }
    return contexts;
  }

  /** What makes a task's models its own; addresses are told to child processes as they are. */
  private Device device(int task) {
    if (settings.device() instanceof Device.Processor) {
      return Device.CPU;
    }
    return new Device.Accelerator(settings.kind().orElse(Device.Kind.GPU), task);
  }
}
