package io.kinolake.tests.bench;

import io.kinolake.models.device.Device;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.training.checkpoint.Agreement;
import io.kinolake.training.data.RankShare;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.model.Holding;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Split;
import io.kinolake.training.parallel.Communicator;
import io.kinolake.training.parallel.RankMesh;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.parallel.RankPlan;
import io.kinolake.training.parallel.RankProcesses;
import io.kinolake.training.parallel.RankedGradients;
import io.kinolake.training.step.Exchanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Times steps on two samples by two data-parallel ranks of one thread each, which it starts as
 * processes, or by one rank of two threads. Prints the least and the median seconds of a step.
 * Arguments: how many ranks, steps, and a folder.
 */
final class RankTimes {
  private static final int SAMPLES = 2;

  private RankTimes() {}

  public static void main(String[] arguments) {
    int ranks = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    Optional<RankPlace> given = RankPlace.given();
    if (ranks == 1) {
      tell(TrainingSteps.seconds(Ranks.alone(1), options(2), false, SAMPLES, steps));
    } else if (given.isPresent()) {
      work(given.get(), ranks, steps);
    } else {
      RankPlan plan = RankPlan.oneHost(RankPlan.devices(Device.CPU, ranks), Duration.ofMinutes(5));
      new RankProcesses(plan, Path.of(arguments[2]), System.out, System.err)
          .run(RankTimes.class, List.of(arguments));
    }
  }

  private static void work(RankPlace place, int ranks, int steps) {
    try (RankMesh mesh = RankMesh.join(place)) {
      Communicator all = mesh.group(List.of(0, 1));
      Communicator alone = mesh.group(List.of(place.rank()));
      ModelPart part = ModelPart.of(TrainingSteps.model(), 0, 1);
      Ranks rank =
          new Ranks(
              Exchanges.ALONE,
              new RankedGradients(all, alone, part.names(Holding::isShard)),
              Agreement.ALONE,
              new RankShare(place.rank(), ranks, 1),
              Split.ALONE,
              status -> {});
      double[] seconds = TrainingSteps.seconds(rank, options(1), false, SAMPLES / ranks, steps);
      if (place.rank() == 0) {
        tell(seconds);
      }
    }
  }

  private static NetworkOptions options(int threads) {
    return new NetworkOptions(Precision.FLOAT32, threads);
  }

  private static void tell(double[] seconds) {
    System.out.println("step " + seconds[0] + " " + seconds[seconds.length / 2]);
  }
}
