package io.kinolake.tests.bench;

import io.kinolake.models.device.Device;
import io.kinolake.models.device.Devices;
import io.kinolake.training.parallel.Communicator;
import io.kinolake.training.parallel.Communicators;
import io.kinolake.training.parallel.RankMesh;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.parallel.RankPlan;
import io.kinolake.training.parallel.RankProcesses;
import io.kinolake.training.parallel.TensorFlowMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A main class that starts two ranks of itself and prints the least seconds that operations on 64
 * MB take: {@code all-reduce}, {@code reduce-scatter}, {@code all-gather}, {@code all-to-all}, and
 * {@code one-float}, an all-reduce of so much. Arguments are {@code sockets} or {@code tensorflow},
 * and a folder.
 */
final class TransportTimes {
  private static final int FLOATS = 1 << 24;
  private static final int WARM_UP = 2;
  private static final int RUNS = 8;

  private TransportTimes() {}

  public static void main(String[] arguments) {
    Optional<RankPlace> given = RankPlace.given();
    if (given.isPresent()) {
      measure(given.get(), arguments[0].equals("sockets"));
      return;
    }
    RankPlan plan = RankPlan.oneHost(RankPlan.devices(Device.CPU, 2), Duration.ofMinutes(2));
    new RankProcesses(plan, Path.of(arguments[1]), System.out, System.err)
        .run(TransportTimes.class, List.of(arguments));
  }

  private static void measure(RankPlace place, boolean sockets) {
    try (Communicators ranks =
        sockets
            ? RankMesh.join(place)
            : TensorFlowMesh.join(place, Devices.ofMachine().access(Device.CPU).placement())) {
      Communicator both = ranks.group(List.of(0, 1));
      List<FloatBuffer> vector = List.of(floats(FLOATS));
      List<FloatBuffer> given = List.of(floats(FLOATS / 2), floats(FLOATS / 2));
      List<FloatBuffer> taken = List.of(floats(FLOATS / 2), floats(FLOATS / 2));
      List<FloatBuffer> one = List.of(floats(1));
      tell(both, "all-reduce", () -> both.sum(vector));
      tell(both, "reduce-scatter", () -> both.reduceScatter(vector));
      tell(both, "all-gather", () -> both.allGather(vector));
      tell(both, "all-to-all", () -> both.allToAll(given, taken));
      tell(both, "one-float", () -> both.sum(one));
    }
  }

  private static void tell(Communicator ranks, String name, Runnable operation) {
    long least = Long.MAX_VALUE;
    for (int i = -WARM_UP; i < RUNS; i++) {
      ranks.barrier();
      long start = System.nanoTime();
      operation.run();
      long time = System.nanoTime() - start;
      least = i < 0 ? least : Math.min(least, time);
    }
    if (ranks.rank() == 0) {
      System.out.printf(Locale.ROOT, "%s %.6f%n", name, least / 1e9);
    }
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
