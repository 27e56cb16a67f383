package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A main class that starts three ranks of itself, which add up vectors by TensorFlow until one of
 * them gets a signal in the midst, and tells how they end. Arguments are the signal, the deadline
 * in seconds, and a folder.
 */
final class TensorFlowRanks {
  /** So many floats that TensorFlow has them most of the time. */
  private static final int VECTOR = 1 << 22;

  private TensorFlowRanks() {}

  public static void main(String[] arguments) throws Exception {
    Optional<RankPlace> given = RankPlace.given();
    if (given.isPresent()) {
      addUp(given.get(), arguments[0]);
      return;
    }
    Duration deadline = Duration.ofSeconds(Long.parseLong(arguments[1]));
    RankPlan plan = RankPlan.oneHost(RankPlan.devices(Device.CPU, 3), deadline);
    try {
      new RankProcesses(plan, Path.of(arguments[2]), System.out, System.err, Duration.ofSeconds(2))
          .run(TensorFlowRanks.class, List.of(arguments));
    } catch (KinolakeException e) {
      System.out.println(e.failure().code() + ": " + e.getMessage());
    }
  }

  private static void addUp(RankPlace place, String signal) throws Exception {
    try (TensorFlowMesh mesh =
        TensorFlowMesh.join(place, Devices.ofMachine().access(Device.CPU).placement())) {
      Communicator all = mesh.group(LocalRanks.all(place.worldSize()));
      FloatBuffer vector = FloatBuffer.allocate(VECTOR);
      for (int step = 1; ; step++) {
        place.note(new RankStatus(step, List.of()));
        if (place.rank() == 1 && step == 3) {
          long self = ProcessHandle.current().pid();
          new ProcessBuilder("sh", "-c", "sleep 1; kill -s %s %d".formatted(signal, self)).start();
        }
        all.sum(List.of(vector));
      }
    }
  }
}
