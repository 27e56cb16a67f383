package io.kinolake.jobs.train;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.spark.BarrierCommand;
import io.kinolake.udfs.spark.TaskDemand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A training whose ranks are processes beside the executors, one in each task of a barrier stage
 * and on an accelerator of its own where the executors have some.
 *
 * @param ranks how many
 * @param trainer the program that trains, with first arguments; there on all executors
 * @param arguments of its command {@code train}
 */
public record SparkTraining(int ranks, List<String> trainer, List<String> arguments) {
  /** The variable by which the trainer takes its token. */
  private static final String TOKEN = "KINOLAKE_JOB_TOKEN";

  public SparkTraining {
    trainer = List.copyOf(trainer);
    arguments = List.copyOf(arguments);
    if (ranks < 1 || trainer.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT, "--ranks is 1 or more, and --trainer names a program.");
    }
  }

  /**
   * Trains to the end.
   *
   * @throws KinolakeException RANK_LOST if a rank failed as often as Spark tries it, or there is no
   *     room for all at once
   */
  public void run(JavaSparkContext spark) {
    Optional<Device.Kind> kind = offered(spark);
    TaskDemand demand =
        kind.map(each -> TaskDemand.of(Resources.accelerated(each.id(), 1)))
            .orElse(TaskDemand.NOTHING);
    JavaRDD<Integer> tasks =
        demand.on(spark.parallelize(IntStream.range(0, ranks).boxed().toList(), ranks));
    Map<String, String> secret = Map.of(TOKEN, UUID.randomUUID().toString());
    BarrierCommand command = new BarrierCommand(command(kind.isPresent()), secret);
    whole(
        () -> {
          command.run(tasks);
          return null;
        });
  }

  private List<String> command(boolean onAccelerators) {
    List<String> command = new ArrayList<>(trainer);
    command.add("train");
    command.addAll(arguments);
    List<String> settings =
        new ArrayList<>(
            List.of(
                "parallel.nodes={tasks}",
                "parallel.processes-per-node=1",
                "parallel.rendezvous={meeting}"));
    if (onAccelerators) {
      settings.add("compute.device={device}");
    }
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(List.of("--node-rank", "{task}"));
    return command;
  }

  private static Optional<Device.Kind> offered(JavaSparkContext spark) {
    return Arrays.stream(Device.Kind.values())
        .filter(
            kind ->
                spark.getConf().getInt("spark.executor.resource." + kind.id() + ".amount", 0) > 0)
        .findFirst();
  }

  /** Spark throws exceptions that its methods do not declare. */
  private static void whole(Callable<Void> work) {
    try {
      work.call();
    } catch (KinolakeException e) {
      throw e;
    } catch (Exception e) {
      throw new KinolakeException(
          FailureCode.RANK_LOST,
          "The training on Spark has ended: %s%nOnce the cause is mended, the same command goes on from the last checkpoint."
              .formatted(e.getMessage()),
          e);
    }
  }
}
