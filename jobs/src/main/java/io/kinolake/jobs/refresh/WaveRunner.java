package io.kinolake.jobs.refresh;

import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Run;
import io.kinolake.udfs.DivisibleStage;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.DividedItems;
import io.kinolake.udfs.spark.StagePartitionFunction;
import io.kinolake.udfs.spark.StageProgress;
import io.kinolake.udfs.spark.TaskDemand;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Works through pending items in waves. Each wave is one Spark job and one commit, sized so that it
 * takes about {@link RunOptions#wave()}; a crash costs one wave at most.
 */
final class WaveRunner<I extends Record, O extends Record> {
  /** Bins per core, so that a slow bin does not leave the other cores idle for long. */
  private static final int BINS_PER_CORE = 4;

  private final Stage<I, O> stage;
  private final LakeTable<O> output;
  private final StepContext context;
  private final SparkSession spark;
  private final StageProgress done;
  private final TaskDemand demand;
  private int wave;

  WaveRunner(Stage<I, O> stage, LakeTable<O> output, StepContext context) {
    this.stage = stage;
    this.output = output;
    this.context = context;
    this.spark = context.lake().spark();
    this.done = new StageProgress(spark.sparkContext(), stage.spec().name());
    this.demand =
        TaskDemand.of(
            StageResources.of(stage, context.options().models(), spark.sparkContext().getConf()));
  }

  Run.Counts run(Dataset<Row> pending, long retired) {
    long started = System.nanoTime();
    Dataset<Row> kept = pending.cache();
    try {
      PendingWork.Totals totals = PendingWork.totals(kept);
      output.create();
      if (totals.items() > 0) {
        runWaves(kept, totals);
      }
      return counts(started, totals, retired);
    } finally {
      kept.unpersist();
    }
  }

  private void runWaves(Dataset<Row> pending, PendingWork.Totals totals) {
    Progress progress = context.progress();
    progress.started(stage.spec().name(), totals.items(), totals.mediaUs());
    WaveBuilder waves =
        new WaveBuilder(
            pending.toLocalIterator(), stage.spec().input(), context.options().wave(), cores());
    for (List<WaveBuilder.CostedItem> items = waves.next();
        !items.isEmpty();
        items = waves.next()) {
      long waveStarted = System.nanoTime();
      runWave(items);
      waves.tookNanos(System.nanoTime() - waveStarted);
      progress.advanced(done.items(), waves.mediaUsTaken(), done.failedRows());
      stopAboveFailureLimit();
    }
  }

  private void runWave(List<WaveBuilder.CostedItem> items) {
    JavaRDD<Row> rows =
        stage instanceof DivisibleStage<I, O, ?, ?> divisible
            ? rowsOf(items, new DividedItems<>(divisible, models(), done))
            : rowsOf(items);
    Dataset<Row> stored = spark.createDataFrame(rows, output.storedSchema());
    // One file per wave; the work itself stays spread over the bins.
    output.append(stored.repartition(1), commit());
  }

  private JavaRDD<Row> rowsOf(
      List<WaveBuilder.CostedItem> items, DividedItems<I, O, ?, ?> divided) {
    Map<Boolean, List<WaveBuilder.CostedItem>> parted =
        items.stream().collect(Collectors.partitioningBy(item -> divided.divides(item.item())));
    List<WorkItem> dear = parted.get(true).stream().map(WaveBuilder.CostedItem::item).toList();
    JavaRDD<Row> others = rowsOf(parted.get(false));
    return dear.isEmpty() ? others : divided.rows(sparkContext(), dear, demand).union(others);
  }

  private JavaRDD<Row> rowsOf(List<WaveBuilder.CostedItem> items) {
    List<List<WorkItem>> bins = WaveBuilder.bins(items, BINS_PER_CORE * cores());
    return demand.on(
        sparkContext()
            .parallelize(bins, Math.max(1, bins.size()))
            .mapPartitions(new StagePartitionFunction<>(stage, models(), done)));
  }

  private ModelSettings models() {
    return context.options().models();
  }

  private JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  private LakeTable.Commit commit() {
    wave++;
    return new LakeTable.Commit(
        context.runId() + "/" + stage.spec().name(),
        wave,
        "{\"stage\":\"%s\",\"version\":%d,\"fingerprint\":\"%s\",\"run\":\"%s\",\"wave\":%d}"
            .formatted(
                stage.spec().name(),
                stage.spec().version(),
                stage.fingerprint(),
                context.runId(),
                wave));
  }

  private int cores() {
    return Math.max(1, spark.sparkContext().defaultParallelism());
  }

  private void stopAboveFailureLimit() {
    double share = (double) done.failedRows() / Math.max(1, done.items());
    if (done.failedRows() >= context.options().failureMinimum()
        && share > context.options().failureLimit()) {
      throw new KinolakeException(
          FailureCode.TOO_MANY_FAILURES,
          "Stage '%s' failed on %d of %d items, more than the limit of %.0f %%. What succeeded is kept. Look at './kinolake quarantine'; raise run.failure-limit if this is expected."
              .formatted(
                  stage.spec().name(),
                  done.failedRows(),
                  done.items(),
                  100 * context.options().failureLimit()));
    }
  }

  private Run.Counts counts(long started, PendingWork.Totals totals, long retired) {
    return new Run.Counts(
        (System.nanoTime() - started) / 1e9,
        done.items(),
        done.rows(),
        done.failedRows(),
        retired,
        totals.mediaUs() / 1e6);
  }
}
