package io.kinolake.jobs.refresh;

import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Run;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StagePart;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A step that runs a {@link Stage} over the items whose result is missing. */
public final class StageStep<I extends Record, O extends Record> implements PipelineStep {
  private final Stage<I, O> stage;
  private final StageInput input;
  private final Precision precision;

  /** A step whose networks, if it has any, compute with 32-bit numbers. */
  public StageStep(Stage<I, O> stage, StageInput input) {
    this(stage, input, Precision.FLOAT32);
  }

  /**
   * @param precision of the stage's networks
   */
  public StageStep(Stage<I, O> stage, StageInput input, Precision precision) {
    this.stage = stage;
    this.input = input;
    this.precision = precision;
  }

  @Override
  public String name() {
    return stage.spec().name();
  }

  @Override
  public List<TableSchema<?>> reads() {
    return input.reads();
  }

  @Override
  public TableSchema<?> writes() {
    return stage.spec().output();
  }

  @Override
  public Fingerprint state(StepContext context) {
    Stream<String> own =
        parts().stream().map(part -> part.name() + "=" + part.fingerprint()).sorted();
    Stream<String> outside = input.outside().apply(context.lake()).stream().map(Fingerprint::value);
    return Fingerprint.of(Stream.concat(own, outside).toArray());
  }

  /** The same step with another stage of the same input and output in its place. */
  public StageStep<I, O> with(UnaryOperator<Stage<I, O>> change) {
    return new StageStep<>(change.apply(stage), input, precision);
  }

  /** The parts of the stage's work on each item. */
  public List<StagePart> parts() {
    return stage.parts().stream().map(part -> part.in(precision)).toList();
  }

  private PendingWork pendingWork(StepContext context, LakeTable<O> output) {
    return new PendingWork(stage, parts(), input.rows().apply(context.lake()), output);
  }

  @Override
  public void check(StepContext context) {
    StageResources.of(
        stage, context.options().models(), context.lake().spark().sparkContext().getConf());
  }

  @Override
  public Plan plan(StepContext context) {
    LakeTable<O> output = context.lake().table(stage.spec().output());
    PendingWork work = pendingWork(context, output);
    Dataset<Row> missing = work.missing();
    if (context.options().retryFailed()) {
      missing = missing.union(work.failed());
    }
    PendingWork.Totals totals = PendingWork.totals(work.pending(missing));
    return new Plan(totals.items(), totals.mediaUs(), work.stale().count());
  }

  @Override
  public Run.Counts run(StepContext context) {
    LakeTable<O> output = context.lake().table(stage.spec().output());
    PendingWork work = pendingWork(context, output);
    long retired = retireStale(work, output, context);
    Dataset<Row> missing = missing(work, output);
    if (context.options().retryFailed()) {
      missing = missing.union(failedToRetry(work, output));
    }
    return new WaveRunner<>(stage, output, context).run(work.pending(missing), retired);
  }

  /** What is missing once earlier results that fit again, as after a setting's return, are back. */
  private static Dataset<Row> missing(PendingWork work, LakeTable<?> output) {
    Dataset<Row> missing = work.missing();
    boolean anyBack = !missing.isEmpty() && output.revive(work.inTableNames(missing)) > 0;
    return anyBack ? work.withoutLive(missing) : missing;
  }

  private static long retireStale(PendingWork work, LakeTable<?> output, StepContext context) {
    if (!output.exists()) {
      return 0;
    }
    Dataset<Row> stale = work.stale();
    long count = stale.count();
    if (count > 0) {
      output.retire(stale, context.nowUs());
    }
    return count;
  }

  /** Takes the failed rows out of the table; they come back with the result of the retry. */
  private static Dataset<Row> failedToRetry(PendingWork work, LakeTable<?> output) {
    Dataset<Row> failed = work.failed().localCheckpoint();
    if (!failed.isEmpty()) {
      output.remove(work.inTableNames(failed));
    }
    return failed;
  }
}
