package io.kinolake.jobs.config;

import io.kinolake.models.device.Device;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.oip.OipEngine;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.ModelSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The group {@code models}: how and where networks are run.
 *
 * @param device {@code auto}, {@code cpu}, {@code gpu}, {@code npu} or {@code musa}; without a
 *     cluster {@code gpu:1} is the second one
 * @param devicesPerTask accelerators that a task asks the cluster for
 * @param precision number format of matrix products
 * @param runsPerDevice runs of networks on one device at once
 * @param library file of a vendor's pluggable device for TensorFlow
 */
public record ModelsConfig(
    String device,
    int devicesPerTask,
    Format precision,
    int runsPerDevice,
    Optional<String> library) {

  /** The number formats. */
  public enum Format {
    FP32,
    BF16
  }

  /**
   * The settings of a run.
   *
   * @param engines by the networks' names
   */
  ModelSettings toSettings(Map<String, EngineConfig> engines) {
    Map<String, OipEngine> served = new HashMap<>();
    engines.forEach(
        (network, engine) ->
            engine.toEngine(network).ifPresent(found -> served.put(network, found)));
    return new ModelSettings(
        Device.parse(device),
        devicesPerTask,
        precision == Format.FP32 ? Precision.FLOAT32 : Precision.BFLOAT16,
        runsPerDevice,
        library.orElse(""),
        served);
  }

  /** Stands for a model as it is run: what it computes depends on the precision. */
  Fingerprint digestOf(Fingerprint weights) {
    return precision == Format.FP32 ? weights : Fingerprint.of(weights, "bf16");
  }
}
