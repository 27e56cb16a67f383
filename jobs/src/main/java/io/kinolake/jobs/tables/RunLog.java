package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.RunTable;
import io.kinolake.udfs.ArrayRow;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The {@code runs} table: what each command did, and at which table versions. Thread-safe. */
public final class RunLog {
  private static final String NEWEST = "newest";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StructType SCHEMA = SparkTypes.schemaOf(RunTable.SCHEMA.columns());

  private final DeltaPath delta;

  public RunLog(Lake lake) {
    this.delta = new DeltaPath(lake.spark(), lake.root() + "/" + RunTable.SCHEMA.name());
  }

  /** All runs, oldest first. */
  public Dataset<Row> read() {
    return delta.read(SCHEMA).orderBy(col(RunTable.STARTED_US.name()));
  }

  /**
   * What the newest run of each step left, by the step's name. The newest commit carries it in its
   * note, so that a refresh with nothing to do starts no Spark job; where another program has
   * committed since, the rows are asked.
   */
  public Map<String, StepMark> marks() {
    return delta.newestNote().flatMap(RunLog::parse).orElseGet(this::marksOfRows);
  }

  private Map<String, StepMark> marksOfRows() {
    Column newest =
        max_by(
            struct(col(RunTable.STATE.name()), col(RunTable.VERSIONS.name())),
            col(RunTable.STARTED_US.name()));
    Map<String, StepMark> marks = new TreeMap<>();
    for (Row row :
        delta
            .read(SCHEMA)
            .groupBy(col(RunTable.STEP.name()))
            .agg(newest.as(NEWEST))
            .select(RunTable.STEP.name(), NEWEST + ".*")
            .collectAsList()) {
      marks.put(row.getString(0), new StepMark(row.getString(1), row.getJavaMap(2)));
    }
    return marks;
  }

  private static Optional<Map<String, StepMark>> parse(String note) {
    try {
      return Optional.of(JSON.readValue(note, Note.class).steps());
    } catch (JsonProcessingException e) {
      return Optional.empty(); // not a note of ours
    }
  }

  private String note(List<Run> runs) {
    Map<String, StepMark> marks = new TreeMap<>(marks());
    runs.forEach(run -> marks.put(run.step(), new StepMark(run.state(), run.versions())));
    try {
      return JSON.writeValueAsString(new Note(marks));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Marks are not JSON: " + marks, e);
    }
  }

  /** The note of a commit, as JSON. */
  private record Note(Map<String, StepMark> steps) {
    private Note {
      steps = Map.copyOf(steps);
    }
  }

  /** Adds the runs of one command in one commit. */
  public void append(List<Run> runs) {
    if (runs.isEmpty()) {
      return;
    }
    List<Row> rows = runs.stream().map(RunLog::toRow).toList();
    delta.append(
        RunTable.SCHEMA.doc(),
        SCHEMA,
        delta.spark().createDataFrame(rows, SCHEMA).coalesce(1),
        new LakeTable.Commit("runs/" + runs.get(0).id(), 0, note(runs)));
  }

  private static Row toRow(Run run) {
    ArrayRow row = new ArrayRow.Layout(RunTable.SCHEMA.columns()).newRow();
    RunTable.SCHEMA.codec().write(run, row);
    return SparkTypes.toSpark(row.values());
  }
}
