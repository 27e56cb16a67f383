package io.kinolake.jobs.cli;

import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.jobs.train.SparkTraining;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains on a Spark cluster. */
@Command(
    name = "spark-train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains on the machines of a Spark cluster: starts 'kinolake train' in each task of a barrier",
      "stage, one rank in each, on an accelerator of its own where executors have some. All machines",
      "see the trainer, the settings, the warehouse and run.folder under the same paths. Dynamic",
      "allocation must be off."
    },
    footer = {
      "",
      "Example:",
      "  kinolake spark-train --master spark://host:7077 --ranks 8 --trainer /opt/kinolake/kinolake --"
          + " --config /opt/kinolake/conf/training/stepvideo-t2v.yaml --set parallel.tensor=8"
    })
final class SparkTrainCommand implements Callable<Integer> {
  /** In a process of its own there is room for all tasks or never. */
  private static final String CHECKS =
      "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures";

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      defaultValue = "",
      description = "Spark master (default: local[*], or what spark-submit was given).")
  private String master = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "One setting of Spark; may be repeated.")
  private final Map<String, String> sparkSettings = new LinkedHashMap<>();

  @Option(
      names = "--ranks",
      required = true,
      paramLabel = "N",
      description = "How many processes train: tasks that Spark runs at the same time.")
  private int ranks;

  @Option(
      names = "--trainer",
      defaultValue = "kinolake",
      split = " ",
      paramLabel = "COMMAND",
      description = "What starts kinolake on every executor (default: ${DEFAULT-VALUE}).")
  private List<String> trainer = List.of();

  @Parameters(paramLabel = "ARGUMENT", description = "Arguments of 'kinolake train', behind --.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    SparkTraining training = new SparkTraining(ranks, trainer, arguments);
    SparkSession spark = session();
    try {
      training.run(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    } finally {
      spark.stop();
    }
    return 0;
  }

  private SparkSession session() {
    if (System.getProperty("spark.master") != null && master.isEmpty()) {
      return SparkSessions.submitted(sparkSettings);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (master.isEmpty() || master.startsWith("local[")) {
      settings.put(CHECKS, "1");
    }
    settings.putAll(sparkSettings);
    Path runtime = Path.of(System.getProperty("user.home"), ".cache", "kinolake", "train");
    return SparkSessions.local(
        master.isEmpty() ? "local[*]" : master, runtime.toString(), settings);
  }
}
