package io.kinolake.training.config;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;

/**
 * Where and in which numbers is computed.
 *
 * @param device {@code auto}, {@code cpu}, {@code gpu:0} and so on
 * @param precision of matrix products; weights and sums stay in 32 bits
 * @param threads of one operation; 0 for all cores
 * @param recompute whether only what blocks take is kept until the way back, which computes the
 *     rest anew
 */
public record ComputeSettings(String device, Numbers precision, int threads, boolean recompute) {

  /** Formats of numbers. */
  public enum Numbers {
    FP32,
    BF16
  }

  /** The same for networks. */
  public NetworkOptions options() {
    return new NetworkOptions(
        precision == Numbers.FP32 ? Precision.FLOAT32 : Precision.BFLOAT16,
        threads,
        Devices.ofMachine().access(Device.parse(device)));
  }
}
