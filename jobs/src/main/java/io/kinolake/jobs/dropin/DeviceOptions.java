package io.kinolake.jobs.dropin;

import io.kinolake.models.device.Bfloat16Support;
import io.kinolake.models.device.Device;
import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.device.Devices;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.ModelSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command's networks run, and how exactly. */
final class DeviceOptions {
  @Option(
      names = "--device",
      description =
          "Where networks run: cpu, gpu:0, npu:0, musa:0, or auto, which is an accelerator if"
              + " TensorFlow sees one, else the processor.")
  private String device = Device.AUTO.toString();

  @Option(
      names = "--precision",
      description = "How networks multiply: fp32, or bf16 where the device has it.")
  private Numbers precision = Numbers.fp32;

  @Option(
      names = "--device-library",
      description = "The maker's pluggable device for TensorFlow, for npu and musa.")
  private String library = "";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The values of --precision. */
  enum Numbers {
    fp32,
    bf16
  }

  /**
   * The same as settings of stages; nobody has looked whether the device is there.
   *
   * @throws ParameterException if --device is none
   */
  ModelSettings settings() {
    Precision numbers = precision == Numbers.fp32 ? Precision.FLOAT32 : Precision.BFLOAT16;
    return checked(
        () -> new ModelSettings(Device.parse(device), 1, numbers, Devices.RUNS, library, Map.of()));
  }

  /**
   * How the command's networks are run.
   *
   * @throws ParameterException if the device is not there, or does not have the precision
   */
  NetworkOptions networks() {
    ModelSettings settings = settings();
    return checked(
        () -> {
          DeviceAccess access = settings.devices(List.of()).access(settings.device());
          access.placement(); // fails before any row is read
          if (settings.precision() == Precision.BFLOAT16) {
            Bfloat16Support.require(access.placement());
          }
          return new NetworkOptions(settings.precision(), 0, access);
        });
  }

  private <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (KinolakeException e) {
      throw new ParameterException(command.commandLine(), e.failure().message(), e);
    }
  }
}
