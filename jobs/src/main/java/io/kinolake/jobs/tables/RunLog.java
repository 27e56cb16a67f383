package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;

import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.RunTable;
import io.kinolake.udfs.ArrayRow;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The {@code runs} table: what each command did, and at which table versions. Thread-safe. */
public final class RunLog {
  private static final StructType SCHEMA = SparkTypes.schemaOf(RunTable.SCHEMA.columns());

  private final DeltaPath delta;

  public RunLog(Lake lake) {
    this.delta = new DeltaPath(lake.spark(), lake.root() + "/" + RunTable.SCHEMA.name());
  }

  /** All runs, oldest first. */
  public Dataset<Row> read() {
    return delta.read(SCHEMA).orderBy(col(RunTable.STARTED_US.name()));
  }

  /** The newest run of each step, by the step's name. */
  public Map<String, Run> newestByStep() {
    Column[] newest =
        RunTable.SCHEMA.columns().stream()
            .map(io.kinolake.schemas.Column::name)
            .filter(name -> !name.equals(RunTable.STEP.name()))
            .map(name -> max_by(col(name), col(RunTable.STARTED_US.name())).as(name))
            .toArray(Column[]::new);
    List<Row> rows =
        delta
            .read(SCHEMA)
            .groupBy(col(RunTable.STEP.name()))
            .agg(newest[0], Arrays.copyOfRange(newest, 1, newest.length))
            .collectAsList();
    return rows.stream()
        .map(RunLog::toRun)
        .collect(Collectors.toMap(Run::step, Function.identity()));
  }

  /** Adds the runs of one command in one commit. */
  public void append(List<Run> runs) {
    if (runs.isEmpty()) {
      return;
    }
    delta.create(RunTable.SCHEMA.doc(), SCHEMA);
    List<Row> rows = runs.stream().map(RunLog::toRow).toList();
    delta.append(
        delta.spark().createDataFrame(rows, SCHEMA).coalesce(1),
        new LakeTable.Commit("runs/" + runs.get(0).id(), 0, "run log"));
  }

  private static Run toRun(Row row) {
    Object[] values = SparkTypes.toJava(row, RunTable.SCHEMA.columns());
    return RunTable.SCHEMA
        .codec()
        .read(new ArrayRow.Layout(RunTable.SCHEMA.columns()).over(values));
  }

  private static Row toRow(Run run) {
    ArrayRow row = new ArrayRow.Layout(RunTable.SCHEMA.columns()).newRow();
    RunTable.SCHEMA.codec().write(run, row);
    return SparkTypes.toSpark(row.values());
  }
}
