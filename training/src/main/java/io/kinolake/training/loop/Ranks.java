package io.kinolake.training.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.Agreement;
import io.kinolake.training.config.ParallelSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.data.RankShare;
import io.kinolake.training.model.Holding;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.SplitModel;
import io.kinolake.training.optimizer.GradientExchange;
import io.kinolake.training.parallel.Communicator;
import io.kinolake.training.parallel.Communicators;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.parallel.RankStatus;
import io.kinolake.training.parallel.RankedAgreement;
import io.kinolake.training.parallel.RankedExchanges;
import io.kinolake.training.parallel.RankedGradients;
import io.kinolake.training.step.Exchanges;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * This process among those that train together.
 *
 * @param exchanges what it tells those that share its samples
 * @param gradients what it tells those that have other samples
 * @param agreement holds it to the others before a checkpoint
 * @param place its samples of each step
 * @param split its part of each sample
 * @param note is told what is in hand before each micro batch
 */
public record Ranks(
    Exchanges exchanges,
    GradientExchange gradients,
    Agreement agreement,
    RankShare place,
    Split split,
    Consumer<RankStatus> note) {

  /** One that trains by itself. */
  public static Ranks alone(int microBatch) {
    return new Ranks(
        Exchanges.ALONE,
        GradientExchange.ALONE,
        Agreement.ALONE,
        new RankShare(0, 1, microBatch),
        Split.ALONE,
        status -> {});
  }

  /**
   * This process as a rank of a job.
   *
   * @param mesh stays the caller's
   * @throws KinolakeException BAD_CONFIG if the model cannot be shared as the settings say, or
   *     ranks see different run folders
   */
  public static Ranks of(TrainingConfig config, Communicators mesh, RankPlace place) {
    ParallelSettings parallel = config.parallel();
    int rank = place.rank();
    RankLayout layout = RankLayout.of(place.worldSize(), parallel.tensor(), parallel.context());
    Communicator all = mesh.group(IntStream.range(0, place.worldSize()).boxed().toList());
    requireSameFolder(config, all);
    RankLayout.Coordinates at = layout.coordinates(rank);
    Split split = new Split(at.tensor(), layout.tensor(), at.context(), layout.context());
    if (split.ranks() > 1) {
      SplitModel.of(config.trainable()).requireRanks(split);
    }
    ModelPart part = ModelPart.of(config.trainable(), at.tensor(), layout.tensor());
    Communicator tensor = mesh.group(layout.tensorGroup(rank));
    return new Ranks(
        new RankedExchanges(tensor, mesh.group(layout.contextGroup(rank))),
        new RankedGradients(
            mesh.group(layout.gradientGroup(rank)), tensor, part.names(Holding::isShard)),
        new RankedAgreement(all),
        new RankShare(at.data(), layout.data(), config.batch().micro()),
        split,
        place::note);
  }

  /** A host that does not see the checkpoints would begin anew while the others go on. */
  private static void requireSameFolder(TrainingConfig config, Communicator all) {
    String own = TrainingRun.checkpoints(config).entries().toString();
    String first = new String(all.broadcast(own.getBytes(UTF_8)), UTF_8);
    if (!first.equals(own)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Rank 0 sees the checkpoints %s, rank %d sees %s. Set run.folder to one folder that all hosts share, under the same path."
              .formatted(first, all.rank(), own));
    }
  }
}
