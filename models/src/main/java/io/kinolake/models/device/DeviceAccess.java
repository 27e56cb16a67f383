package io.kinolake.models.device;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A device as networks use it: where TensorFlow puts them, and how many run on it at once, which
 * bounds the memory of intermediate values. Made by {@link Devices}. Thread-safe.
 */
public final class DeviceAccess {
  private final Devices devices;
  private final Device wanted;
  private final Semaphore turns;
  private Placement placement; // null until somebody asks

  DeviceAccess(Devices devices, Device wanted, int runs) {
    this.devices = devices;
    this.wanted = wanted;
    this.turns = new Semaphore(runs, true);
  }

  /** The device that was asked for. */
  public Device wanted() {
    return wanted;
  }

  /**
   * The device that there is. TensorFlow is asked once; an automatic choice is logged.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if the device is not there,
   *     naming those that are
   */
  public synchronized Placement placement() {
    if (placement == null) {
      placement = devices.place(wanted);
    }
    return placement;
  }

  /**
   * This access, or the processor's for an accelerator that TensorFlow does not see, which is
   * logged once.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if the maker's library cannot
   *     be used
   */
  public synchronized DeviceAccess orProcessor() {
    if (placement == null && wanted instanceof Device.Accelerator accelerator) {
      Optional<Placement> there = devices.find(accelerator);
      if (there.isEmpty()) {
        return devices.processorInsteadOf(accelerator);
      }
      placement = there.get();
    }
    return this;
  }

  /** Runs something on the device, once it is its turn. */
  public <T> T inTurn(Supplier<T> run) {
    turns.acquireUninterruptibly();
    try {
      return run.get();
    } finally {
      turns.release();
    }
  }
}
