package io.kinolake.models.graph;

import io.kinolake.models.device.DeviceAccess;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Runs of graphs on a device that others use as well. */
final class GraphRuns {
  private GraphRuns() {}

  /**
   * Runs a graph once it is its turn.
   *
   * @param what what is run, for the message of a failure
   * @throws KinolakeException DEVICE_MEMORY if the device has too little
   */
  static Result run(DeviceAccess device, Session.Runner runner, String what) {
    try {
      return device.inTurn(runner::run);
    } catch (TFResourceExhaustedException e) {
      throw new KinolakeException(
          FailureCode.DEVICE_MEMORY,
          "Device %s has too little memory for %s: %s. Let fewer runs share it (models.runs-per-device), give it smaller pictures or texts, or take a larger device."
              .formatted(
                  device.placement().device(),
                  what,
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }
}
