package io.kinolake.models.graph;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.DeviceAccess;
import io.kinolake.models.device.Devices;
import org.tensorflow.proto.ConfigProto;

/**
 * How and where a network is run.
 *
 * @param precision number format of matrix products
 * @param threads threads of one operation; 0 leaves the choice to TensorFlow, which takes all cores
 * @param device where it runs, and whose turn it is
 */
public record NetworkOptions(Precision precision, int threads, DeviceAccess device) {
  /** 32-bit floats on all cores of the processor. */
  public static final NetworkOptions DEFAULT = new NetworkOptions(Precision.FLOAT32, 0);

  public NetworkOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("A network has at least 0 threads, not " + threads);
    }
  }

  /** On the processor. */
  public NetworkOptions(Precision precision, int threads) {
    this(precision, threads, Devices.ofMachine().access(Device.CPU));
  }

  /** How TensorFlow is told. */
  ConfigProto session() {
    return device.placement().configuration().toBuilder()
        .setAllowSoftPlacement(false)
        .setIntraOpParallelismThreads(threads)
        .build();
  }
}
