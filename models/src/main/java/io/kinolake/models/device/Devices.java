package io.kinolake.models.device;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.DeviceSpec;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * The devices that this process may use. TensorFlow maps them once for all sessions of a process,
 * so that there is one of these per process, and single networks are placed by the graph.
 * Thread-safe.
 */
public final class Devices {
  /** Runs on one device at once, where nothing else is said. */
  public static final int RUNS = 4;

  private static final System.Logger LOG = System.getLogger(Devices.class.getName());

  private final Optional<Path> library;
  private final List<Integer> visible;
  private final int runs;
  private final Map<Device, DeviceAccess> accesses = new HashMap<>();
  private boolean loaded;
  private boolean toldOfProcessor;

  /**
   * @param library a vendor's pluggable device for TensorFlow
   * @param visible addresses of the accelerators that belong to this process; empty for all
   * @param runs of networks on one device at once
   */
  public Devices(Optional<Path> library, List<Integer> visible, int runs) {
    this.library = library;
    this.visible = List.copyOf(visible);
    this.runs = runs;
  }

  /** Every device of the machine, without a vendor's library. */
  public static Devices ofMachine() {
    return new Devices(Optional.empty(), List.of(), RUNS);
  }

  /** Access to a device: the same for everybody who asks. */
  public DeviceAccess access(Device device) {
    synchronized (accesses) {
      return accesses.computeIfAbsent(device, key -> new DeviceAccess(this, key, runs));
    }
  }

  Placement place(Device wanted) {
    if (wanted instanceof Device.Accelerator accelerator) {
      return find(accelerator).orElseThrow(() -> notThere(accelerator));
    }
    return wanted instanceof Device.Automatic automatic
        ? whateverIsThere(automatic)
        : onProcessor();
  }

  private Placement whateverIsThere(Device.Automatic wanted) {
    loadLibrary();
    Optional<Device.Accelerator> found =
        TensorFlowDevices.seen(configuration(visible)).at(wanted.turn());
    Placement chosen = found.map(this::atSeen).orElseGet(Devices::onProcessor);
    LOG.log(
        System.Logger.Level.INFO,
        "Networks run on {0}, since the device is auto and TensorFlow sees {1}",
        chosen.device(),
        found.isPresent() ? "it" : "no accelerator");
    return chosen;
  }

  /** The placement of an accelerator, if TensorFlow sees it. */
  Optional<Placement> find(Device.Accelerator accelerator) {
    loadLibrary();
    List<Integer> own = own(accelerator);
    int place = own.indexOf(accelerator.index());
    Device.Accelerator within = new Device.Accelerator(accelerator.kind(), Math.max(place, 0));
    boolean there =
        place >= 0 && TensorFlowDevices.seen(configuration(own)).accelerators().contains(within);
    return there
        ? Optional.of(new Placement(accelerator, spec(within), configuration(own)))
        : Optional.empty();
  }

  /** Access to the processor for networks that were to run on an accelerator. */
  DeviceAccess processorInsteadOf(Device.Accelerator accelerator) {
    synchronized (accesses) {
      if (!toldOfProcessor) {
        LOG.log(
            System.Logger.Level.INFO,
            "Networks run on the processor, since the device is auto and TensorFlow does not see {0}; a server can run them there (engines)",
            accelerator);
        toldOfProcessor = true;
      }
    }
    return access(Device.CPU);
  }

  private List<Integer> own(Device.Accelerator accelerator) {
    return visible.isEmpty() ? List.of(accelerator.index()) : visible;
  }

  private KinolakeException notThere(Device.Accelerator accelerator) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "Device %s is not there: TensorFlow sees %s%s. Set the device (models.device, --device) to one of these%s."
            .formatted(
                accelerator,
                TensorFlowDevices.seen(configuration(own(accelerator))),
                visible.isEmpty() ? "" : " of the addresses " + visible,
                accelerator.kind() == Device.Kind.GPU
                    ? ", or take the build of TensorFlow for NVIDIA (-Dtensorflow.classifier)"
                    : ", name the maker's plug-in (models.library, --device-library), or let a server run the networks (engines)"));
  }

  /** The placement of an accelerator as TensorFlow counts those that it sees. */
  private Placement atSeen(Device.Accelerator seen) {
    int address = visible.isEmpty() ? seen.index() : visible.get(seen.index());
    return new Placement(
        new Device.Accelerator(seen.kind(), address), spec(seen), configuration(visible));
  }

  private static Placement onProcessor() {
    ConfigProto.Builder none = ConfigProto.newBuilder();
    for (Device.Kind kind : Device.Kind.values()) {
      none.putDeviceCount(kind.name(), 0);
    }
    return new Placement(Device.CPU, Optional.empty(), none.build());
  }

  /** TensorFlow's Java API can name GPUs only; others are the one device that a session sees. */
  private static Optional<DeviceSpec> spec(Device.Accelerator seen) {
    return seen.kind() == Device.Kind.GPU
        ? Optional.of(
            DeviceSpec.newBuilder()
                .deviceType(DeviceSpec.DeviceType.GPU)
                .deviceIndex(seen.index())
                .build())
        : Optional.empty();
  }

  private static ConfigProto configuration(List<Integer> visible) {
    String list = visible.stream().map(String::valueOf).collect(Collectors.joining(","));
    GPUOptions options =
        GPUOptions.newBuilder().setVisibleDeviceList(list).setAllowGrowth(true).build();
    return ConfigProto.newBuilder()
        .setGpuOptions(options)
        .setPluggableDeviceOptions(options)
        .build();
  }

  private synchronized void loadLibrary() {
    if (library.isPresent() && !loaded) {
      DeviceLibrary.load(library.get());
      loaded = true;
    }
  }
}
