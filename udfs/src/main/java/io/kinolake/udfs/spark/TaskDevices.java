package io.kinolake.udfs.spark;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.resource.ResourceInformation;

/**
 * Accelerators that Spark assigned to a task or an executor.
 *
 * @param kind empty where there are none
 * @param addresses of that kind
 */
record TaskDevices(Optional<Device.Kind> kind, List<String> addresses) {

  /** Those among Spark's resources that are accelerators; of the first kind only. */
  static TaskDevices of(Map<String, ResourceInformation> resources) {
    return Arrays.stream(Device.Kind.values())
        .filter(kind -> resources.containsKey(kind.id()))
        .findFirst()
        .map(
            kind ->
                new TaskDevices(Optional.of(kind), List.of(resources.get(kind.id()).addresses())))
        .orElseGet(() -> new TaskDevices(Optional.empty(), List.of()));
  }

  /** Where a task's networks run: on what it was assigned, else where the settings say. */
  Device deviceOr(Device wanted, boolean othersHaveSome) {
    if (wanted instanceof Device.Processor) {
      return wanted;
    }
    if (!addresses.isEmpty()) {
      return new Device.Accelerator(kind.orElseThrow(), indices().get(0));
    }
    return othersHaveSome ? Device.CPU : wanted;
  }

  /** What tells a child process that it may use these and no others. */
  Map<String, String> environment() {
    return kind.map(maker -> Map.of(maker.variable(), String.join(",", addresses)))
        .orElse(Map.of());
  }

  /** The device of a child process, which counts those that it may use from 0. */
  Device deviceOfChild(Device wanted) {
    return deviceOr(wanted, false) instanceof Device.Accelerator own && !addresses.isEmpty()
        ? new Device.Accelerator(own.kind(), 0)
        : wanted;
  }

  /** The addresses as numbers. */
  List<Integer> indices() {
    return addresses.stream().map(TaskDevices::index).toList();
  }

  private static int index(String address) {
    try {
      return Integer.parseInt(address);
    } catch (NumberFormatException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The discovery script gave the address '%s'; addresses are numbers, as those in conf/discovery print."
              .formatted(address),
          e);
    }
  }
}
