package io.kinolake.udfs;

import io.kinolake.models.device.Bfloat16Support;
import io.kinolake.models.device.Device;
import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.oip.OipEngine;
import io.kinolake.models.oip.OipModel;
import io.kinolake.models.process.Endpoint;
import io.kinolake.models.process.ServerCommand;
import io.kinolake.models.process.ServerPlace;
import io.kinolake.models.process.SupervisedServer;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.store.MediaStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker may use of the executor that it runs on.
 *
 * @param media opens sources and writes clips, wherever they lie
 * @param models shares loaded models with the other tasks of the same device
 * @param settings how networks are run
 * @param device where this task's networks run
 * @param devices the addresses that were assigned to this task, such as {@code 0}; empty on CPU
 * @param logs folder for what servers beside the executor print
 */
public record StageContext(
    MediaStore media,
    ModelPool models,
    ModelSettings settings,
    DeviceAccess device,
    List<String> devices,
    Path logs) {

  public StageContext {
    devices = List.copyOf(devices);
  }

  /** The context of a task that shares nothing and has no device. */
  public static StageContext alone(MediaStore media, ModelPool models) {
    return of(
        media, models, ModelSettings.ON_PROCESSOR, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The context of a task that has the process, with the device of the settings, for itself. */
  public static StageContext of(
      MediaStore media, ModelPool models, ModelSettings settings, Path logs) {
    DeviceAccess device = settings.devices(List.of()).access(settings.device());
    return new StageContext(media, models.on(settings.device()), settings, device, List.of(), logs);
  }

  /**
   * The same in a process that sees the devices of a task and no others.
   *
   * @param own the device as the process counts those that it sees
   * @param addresses of the task's devices
   */
  public StageContext onDevice(Device own, List<String> addresses) {
    DeviceAccess access = settings.devices(List.of()).access(own);
    return new StageContext(media, models.on(own), settings, access, addresses, logs);
  }

  /**
   * How this task's networks are run: on its device; on the processor if the settings leave the
   * choice and TensorFlow does not see the NPU or MUSA that Spark assigned.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if the device is not there, or
   *     has no such precision
   */
  public NetworkOptions networkOptions() {
    DeviceAccess chosen = mayRunOnProcessor() ? device.orProcessor() : device;
    if (settings.precision() == Precision.BFLOAT16) {
      Bfloat16Support.require(chosen.placement());
    }
    return new NetworkOptions(settings.precision(), 0, chosen);
  }

  /**
   * Whether nobody asked for networks on the task's accelerator: servers may use it, TensorFlow
   * cannot without its maker's library.
   */
  private boolean mayRunOnProcessor() {
    return settings.device() instanceof Device.Automatic
        && settings.library().isEmpty()
        && device.wanted() instanceof Device.Accelerator own
        && own.kind() != Device.Kind.GPU;
  }

  /**
   * The model behind a server that takes the place of a network, if the settings name one.
   *
   * @param network its name, as in the group {@code engines}
   * @return shared with the other tasks of the device; not to be closed
   * @throws io.kinolake.schemas.failure.KinolakeException if the server does not answer
   */
  public Optional<TensorModel> served(String network) {
    return Optional.ofNullable(settings.engines().get(network)).map(this::open);
  }

  private TensorModel open(OipEngine engine) {
    return models.get(
        OipModel.class,
        Fingerprint.of(engine, devices),
        () ->
            OipModel.open(
                endpoint(engine.place()), engine.model(), engine.traffic(), engine.encoding()));
  }

  /**
   * Where a server listens. A supervised one is started when its address is first asked for; the
   * tasks of the device share it, and it ends with the executor.
   */
  public Endpoint endpoint(ServerPlace place) {
    if (place instanceof ServerPlace.Remote remote) {
      return Endpoint.at(remote.address());
    }
    ServerCommand command = ((ServerPlace.Supervised) place).command();
    Fingerprint digest = Fingerprint.of(command, devices);
    return models.get(
        SupervisedServer.class,
        digest,
        () ->
            new SupervisedServer(
                command,
                deviceEnvironment(),
                Math.max(1, devices.size()),
                logs.resolve("server-%s.log".formatted(digest.value().substring(0, 12)))));
  }

  /** What tells a process of this task which devices it may use; empty on the processor. */
  private Map<String, String> deviceEnvironment() {
    return device.wanted() instanceof Device.Accelerator own
        ? Map.of(
            own.kind().variable(),
            devices.isEmpty() ? String.valueOf(own.index()) : String.join(",", devices))
        : Map.of();
  }
}
