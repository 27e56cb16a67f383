package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ClusterTable;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Chooses the corpus: every live clip gets one row that says whether it is in, and if not, why. A
 * clip is out by the first rule that it breaks, as a near duplicate of a better clip, or because
 * its cluster has enough.
 *
 * <p>A refresh keeps what earlier refreshes with the same settings accepted. So a corpus that grew
 * in many refreshes may differ from one that was chosen at once, but only in which of some near
 * duplicates, and which clips of a full cluster, it holds. Changed settings decide everything anew
 * from the stored scores.
 */
public final class CurateClips implements PipelineStep {
  /** Stands as the reason of a clip that nearly equals an accepted one. */
  public static final String NEAR_DUPLICATE = "near duplicate";

  /** Stands as the reason of a clip whose cluster has enough accepted clips. */
  public static final String CLUSTER_QUOTA = "cluster quota";

  private static final String NAME = "curate-clips";
  private static final int VERSION = 1;
  private static final String WANTED = "_wanted";
  private static final String THERE = "_there";

  private final CurateSettings settings;
  private final List<Rule> rules;
  private final List<Measure> clusterMeasures;

  private CurateClips(CurateSettings settings, List<Rule> rules, List<Measure> clusterMeasures) {
    this.settings = settings;
    this.rules = List.copyOf(rules);
    this.clusterMeasures = List.copyOf(clusterMeasures);
  }

  /**
   * The step with these settings.
   *
   * @param scorers the names of all scorers that rules may go by, whether they run or not
   * @throws KinolakeException BAD_CONFIG with everything that is wrong with rules and measures
   */
  public static CurateClips of(CurateSettings settings, List<String> scorers) {
    MeasureNames names = new MeasureNames(scorers);
    RuleParser parser = new RuleParser(names);
    List<String> problems = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    settings
        .rules()
        .forEach(text -> collect(() -> parser.parse(text), problems).ifPresent(rules::add));
    List<Measure> measures = new ArrayList<>();
    settings.clusters().stream()
        .filter(clusters -> !clusters.byEmbedding())
        .flatMap(clusters -> clusters.measures().stream())
        .map(name -> collect(() -> names.number(name), problems))
        .forEach(measure -> measure.ifPresent(measures::add));
    if (!problems.isEmpty()) {
      throw new KinolakeException(FailureCode.BAD_CONFIG, String.join("\n", problems));
    }
    return new CurateClips(settings, rules, measures);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<TableSchema<?>> reads() {
    return List.of(ClipTable.SCHEMA, ScoreTable.SCHEMA, ClusterTable.SCHEMA);
  }

  @Override
  public TableSchema<?> writes() {
    return SelectionTable.SCHEMA;
  }

  @Override
  public Fingerprint state(StepContext context) {
    return Fingerprint.of(
        NAME,
        VERSION,
        rules.stream().map(Rule::text).toList(),
        settings.dedup().map(CurateSettings.Dedup::rule),
        settings.clusters());
  }

  @Override
  public Run.Counts run(StepContext context) {
    long started = System.nanoTime();
    Lake lake = context.lake();
    LakeTable<Selection> selection = lake.table(SelectionTable.SCHEMA);
    selection.create();
    Dataset<Row> judged =
        new JudgedClips(settings, rules, clusterMeasures)
            .of(new MeasuredClips(lake), state(context))
            .cache();
    try {
      Dataset<Row> clustered = withClusters(judged, context).localCheckpoint();
      Dataset<Row> current = selection.live().localCheckpoint();
      Dataset<Row> wanted =
          stored(clustered, Decision.on(settings, finder(lake), clustered, current), selection);
      return write(selection, current, wanted, context, started);
    } finally {
      judged.unpersist();
    }
  }

  private Optional<NearPairs> finder(Lake lake) {
    return settings
        .dedup()
        .map(
            dedup ->
                switch (dedup.by()) {
                  case PHASH -> new HashPairs(dedup.distance());
                  case EMBEDDING ->
                      new DirectionPairs(dedup.cosine(), new ClipDirections(lake).rows());
                });
  }

  private Dataset<Row> withClusters(Dataset<Row> judged, StepContext context) {
    return settings
        .clusters()
        .map(
            wanted ->
                new ClusterBook(wanted, clusterMeasures, context.lake())
                    .sort(judged, context.runId()))
        .orElseGet(() -> judged.withColumn(SelectionTable.CLUSTER.name(), lit(null).cast("int")));
  }

  private static Dataset<Row> stored(
      Dataset<Row> clustered, Dataset<Row> verdicts, LakeTable<Selection> selection) {
    Dataset<Row> rows =
        clustered
            .select(JudgedClips.CLIP, JudgedClips.FINGERPRINT, SelectionTable.CLUSTER.name())
            .join(verdicts, JudgedClips.CLIP)
            .withColumn(StageColumns.STATUS.name(), lit(StageColumns.OK))
            .withColumn(StageColumns.ATTEMPTS.name(), lit(1));
    Column[] columns =
        Arrays.stream(selection.storedSchema().fields())
            .map(
                field ->
                    List.of(rows.columns()).contains(field.name())
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  private static Run.Counts write(
      LakeTable<Selection> selection,
      Dataset<Row> current,
      Dataset<Row> wanted,
      StepContext context,
      long started) {
    Dataset<Row> changes = changes(current, wanted);
    Dataset<Row> fresh = changes.where(col(WANTED)).drop(WANTED);
    Dataset<Row> stale =
        changes.where(not(col(WANTED))).select(JudgedClips.CLIP, JudgedClips.FINGERPRINT);
    long added = fresh.count();
    long retired = stale.count();
    if (retired > 0) {
      selection.replace(stale, fresh, context.nowUs());
    } else if (added > 0) {
      LakeTable.Commit commit = new LakeTable.Commit(context.runId() + "/" + NAME, 1, NAME);
      selection.append(fresh.repartition(1), commit);
    }
    return new Run.Counts((System.nanoTime() - started) / 1e9, added, added, 0, retired, 0);
  }

  /** Rows that are wanted or there, but not both, and whether they are wanted. */
  private static Dataset<Row> changes(Dataset<Row> current, Dataset<Row> wanted) {
    Column[] columns = Arrays.stream(wanted.columns()).map(functions::col).toArray(Column[]::new);
    return wanted
        .withColumn(WANTED, lit(true))
        .union(current.withColumn(WANTED, lit(false)))
        .groupBy(columns)
        .agg(max(WANTED).as(WANTED), max(not(col(WANTED))).as(THERE))
        .where(col(WANTED).notEqual(col(THERE)))
        .drop(THERE)
        .localCheckpoint();
  }

  private static <T> Optional<T> collect(Supplier<T> parsed, List<String> problems) {
    try {
      return Optional.of(parsed.get());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }
}
