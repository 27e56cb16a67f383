package io.kinolake.training.parallel;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A main class that adds up numbers with the other ranks, step by step, and may come to grief: its
 * arguments are the steps, what happens, the rank to which it happens, and at which step.
 */
final class RankProgram {
  private RankProgram() {}

  public static void main(String[] arguments) throws Exception {
    RankPlace place = RankPlace.given().orElseThrow();
    int steps = Integer.parseInt(arguments[0]);
    System.out.printf(
        "rank %d of %d on %s, pid %d%n",
        place.rank(), place.worldSize(), place.device(), ProcessHandle.current().pid());
    try (RankMesh mesh = RankMesh.join(place)) {
      Communicator all = mesh.group(LocalRanks.all(place.worldSize()));
      for (int step = 1; step <= steps; step++) {
        place.note(new RankStatus(step, List.of("clip" + place.rank() + step)));
        if (arguments.length > 1
            && place.rank() == Integer.parseInt(arguments[2])
            && step == Integer.parseInt(arguments[3])) {
          meet(arguments[1]);
        }
        FloatBuffer ranks = FloatBuffer.wrap(new float[] {place.rank(), place.rank(), 1});
        all.sum(List.of(ranks));
        System.out.println("step " + step + " sum " + ranks.get(0));
      }
    }
  }

  private static void meet(String fate) throws Exception {
    System.out.println("now comes " + fate);
    switch (fate) {
      case "failure" -> throw new IllegalStateException("A defect on purpose");
      case "exit" -> System.exit(2);
      case "sleep" -> new CountDownLatch(1).await(1, TimeUnit.HOURS);
      case "stop" -> signal("STOP");
      case "kill" -> signal("KILL");
      default -> throw new IllegalArgumentException(fate);
    }
  }

  private static void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-s", name, String.valueOf(ProcessHandle.current().pid()))
        .start()
        .waitFor();
  }
}
