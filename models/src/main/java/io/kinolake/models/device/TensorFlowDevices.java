package io.kinolake.models.device;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/** Asks TensorFlow which devices a session sees. */
final class TensorFlowDevices {
  private TensorFlowDevices() {}

  /**
   * Devices beside the processor, as TensorFlow counts those that a session may see.
   *
   * @param accelerators of the kinds that are known here
   */
  record Seen(List<Device.Accelerator> accelerators) {
    /** The accelerator of a turn, counted round; empty where there is none. */
    Optional<Device.Accelerator> at(int turn) {
      return accelerators.isEmpty()
          ? Optional.empty()
          : Optional.of(accelerators.get(turn % accelerators.size()));
    }

    @Override
    public String toString() {
      return Stream.concat(
              Stream.of(Device.CPU.toString()), accelerators.stream().map(Object::toString))
          .collect(Collectors.joining(", "));
    }
  }

  /** The devices that a session of a configuration sees. */
  static Seen seen(ConfigProto configuration) {
    TensorFlow.version(); // loads the native library
    byte[] config = configuration.toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        TF_Graph graph = TF_Graph.newGraph();
        BytePointer bytes = new BytePointer(config)) {
      TF_SetConfig(options, bytes, config.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_NewSession(graph, options, status);
      status.throwExceptionIfNotOK();
      try {
        return new Seen(accelerators(session, status));
      } finally {
        TF_CloseSession(session, status);
        TF_DeleteSession(session, status);
      }
    } catch (TensorFlowException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "TensorFlow cannot open its devices: %s. Check the driver and models.device."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static List<Device.Accelerator> accelerators(TF_Session session, TF_Status status) {
    TF_DeviceList list = TF_SessionListDevices(session, status);
    status.throwExceptionIfNotOK();
    try {
      List<Device.Accelerator> found = new ArrayList<>();
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        parse(TF_DeviceListName(list, i, status).getString()).ifPresent(found::add);
      }
      return found;
    } finally {
      TF_DeleteDeviceList(list);
    }
  }

  /** An accelerator named like {@code /job:localhost/replica:0/task:0/device:GPU:0}. */
  static Optional<Device.Accelerator> parse(String name) {
    String[] parts = name.substring(name.lastIndexOf('/') + 1).split(":", -1);
    return Device.Kind.of(parts[1].toLowerCase(Locale.ROOT))
        .map(kind -> new Device.Accelerator(kind, Integer.parseInt(parts[2])));
  }
}
