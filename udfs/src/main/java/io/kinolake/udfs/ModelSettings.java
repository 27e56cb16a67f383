package io.kinolake.udfs;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.oip.OipEngine;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How and where the networks of a run's stages are run.
 *
 * @param device the kind of device that is wanted; a task that was assigned addresses takes those
 * @param devicesPerTask accelerators that a task asks the cluster for
 * @param precision number format of matrix products
 * @param runsPerDevice runs of networks on one device at once
 * @param library file of a vendor's pluggable device, the same on every executor; empty for none
 * @param engines models behind servers that take the place of networks, by the network's name
 */
public record ModelSettings(
    Device device,
    int devicesPerTask,
    Precision precision,
    int runsPerDevice,
    String library,
    Map<String, OipEngine> engines)
    implements Serializable {
  /** 32-bit floats on the processor. */
  public static final ModelSettings ON_PROCESSOR =
      new ModelSettings(Device.CPU, 1, Precision.FLOAT32, Devices.RUNS, "", Map.of());

  public ModelSettings {
    engines = Map.copyOf(engines);
    if (devicesPerTask < 1 || runsPerDevice < 1) {
      throw new IllegalArgumentException(
          "devices-per-task and runs-per-device are 1 or more, not %d and %d"
              .formatted(devicesPerTask, runsPerDevice));
    }
  }

  /** The same for a process or task that has this device. */
  public ModelSettings on(Device other) {
    return new ModelSettings(other, devicesPerTask, precision, runsPerDevice, library, engines);
  }

  /**
   * The devices of a process.
   *
   * @param visible addresses of accelerators that belong to it; empty for all
   */
  public Devices devices(List<Integer> visible) {
    return new Devices(
        Optional.of(library).filter(file -> !file.isEmpty()).map(Path::of), visible, runsPerDevice);
  }

  /** The kind of accelerator that is wanted, where one is named. */
  public Optional<Device.Kind> kind() {
    return device instanceof Device.Accelerator accelerator
        ? Optional.of(accelerator.kind())
        : Optional.empty();
  }
}
