package io.kinolake.jobs.forget;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.Forgotten;
import io.kinolake.schemas.tables.ForgottenTable;
import io.kinolake.schemas.tables.LakeTables;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.spark.SparkTypes;
import io.kinolake.udfs.store.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Forgets sources: removes their rows from all tables, the files of their clips, and the report and
 * meta.csv that show them, and remembers not to take them in again. A forgetting that was cut off
 * is completed by doing it again. The means that clusters were made from stay, and so do the other
 * clips that were kept out as near duplicates of a forgotten one until the next refresh, which
 * decides on them anew.
 *
 * <p>The caller holds the warehouse's lock.
 */
public final class Forgetting {
  private static final String VIDEO_ID = VideoTable.VIDEO_ID.name();
  private static final String CLIP_ID = ClipTable.CLIP_ID.name();
  private static final List<String> DERIVED_FILES = List.of("report.html", "meta.csv");

  private final Lake lake;
  private final long nowUs;

  /**
   * @param nowUs the time to record, microseconds since 1970
   */
  public Forgetting(Lake lake, long nowUs) {
    this.lake = lake;
    this.nowUs = nowUs;
  }

  /**
   * What was removed.
   *
   * @param known how many of the sources were in the lake
   * @param rows rows of all tables
   * @param files clip files and files that show the sources
   * @param bytes what those files took
   */
  public record Removed(long known, long rows, long files, long bytes) {}

  /**
   * Forgets sources for good.
   *
   * @param sources paths, URIs or ids; one that is not in the lake is kept out of it from now on
   */
  public Removed forget(List<String> sources) {
    Dataset<Row> ids = idRows(sources);
    remember(ids); // first, so that whatever happens next no refresh takes them in
    Dataset<Row> clips =
        lake.table(ClipTable.SCHEMA)
            .all()
            .join(ids, new String[] {VIDEO_ID}, "left_semi")
            .select(CLIP_ID, ClipTable.CLIP_URI.name())
            .localCheckpoint();
    long known =
        lake.table(VideoTable.SCHEMA)
            .all()
            .join(ids, new String[] {VIDEO_ID}, "left_semi")
            .select(VIDEO_ID)
            .distinct()
            .count();
    Dataset<Row> clipIds = clips.select(CLIP_ID).where(col(CLIP_ID).isNotNull());
    Dataset<Row> shards = shardsOf(clipIds);
    List<Long> files = removeFiles(clips, ids, shards);
    long rows = lake.table(FeatureTable.SCHEMA).erase(shards) + removeRows(ids, clipIds);
    return new Removed(known, rows, files.size(), files.stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Lets forgotten sources be taken in again by the next listing. What was removed stays so.
   *
   * @throws KinolakeException BAD_ARGUMENT if one was not forgotten; nothing is undone then
   */
  public void undo(List<String> sources) {
    List<String> forgotten =
        lake.table(ForgottenTable.SCHEMA)
            .live()
            .select(VIDEO_ID)
            .as(Encoders.STRING())
            .collectAsList();
    List<String> unknown =
        sources.stream().filter(source -> !forgotten.contains(idOf(source, forgotten))).toList();
    if (!unknown.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' was not forgotten. Give the path, URI or id that it was forgotten by."
              .formatted(String.join("', '", unknown)));
    }
    List<String> ids = sources.stream().map(source -> idOf(source, forgotten)).toList();
    lake.table(ForgottenTable.SCHEMA).erase(rowsOf(ids));
  }

  private Dataset<Row> idRows(List<String> sources) {
    List<String> known =
        lake.table(VideoTable.SCHEMA)
            .all()
            .where(col(VIDEO_ID).isInCollection(sources))
            .select(VIDEO_ID)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    return rowsOf(sources.stream().map(source -> idOf(source, known)).distinct().toList());
  }

  private static String idOf(String source, List<String> ids) {
    return ids.contains(source) ? source : VideoId.of(Location.of(source).text()).value();
  }

  private Dataset<Row> rowsOf(List<String> ids) {
    return lake.spark().createDataset(ids, Encoders.STRING()).toDF(VIDEO_ID);
  }

  private void remember(Dataset<Row> ids) {
    LakeTable<Forgotten> table = lake.table(ForgottenTable.SCHEMA);
    OutputRows<Forgotten> output = new OutputRows<>(ForgottenTable.SCHEMA);
    Dataset<Row> fresh = ids.join(table.live(), new String[] {VIDEO_ID}, "left_anti");
    List<Row> rows = new ArrayList<>();
    for (String id : fresh.as(Encoders.STRING()).collectAsList()) {
      String fingerprint = Fingerprint.of("forget", id).value();
      WorkItem item =
          new WorkItem(
              id, List.of(new WorkItem.WorkPart(StagePart.WHOLE, fingerprint, 1)), List.of());
      Outcome<Forgotten> outcome = Outcome.produced(new Forgotten(new VideoId(id), nowUs));
      output.of(item, ItemResult.whole(outcome)).forEach(row -> rows.add(SparkTypes.toSpark(row)));
    }
    if (!rows.isEmpty()) {
      table.append(
          lake.spark().createDataFrame(rows, table.storedSchema()).coalesce(1),
          new LakeTable.Commit("forget/" + UUID.randomUUID(), 1, "forget"));
    }
  }

  /**
   * The shards that hold a sample of the clips. They go as a whole, with their rows: the samples of
   * other clips in them are made again by the next refresh.
   */
  private Dataset<Row> shardsOf(Dataset<Row> clipIds) {
    String shard = FeatureTable.SHARD.name();
    return lake.table(FeatureTable.SCHEMA)
        .all()
        .join(clipIds, new String[] {CLIP_ID}, "left_semi")
        .select(shard)
        .where(col(shard).isNotNull())
        .distinct()
        .localCheckpoint();
  }

  /** Removes the files that no other source's clip is stored in; gives their lengths. */
  private List<Long> removeFiles(Dataset<Row> clips, Dataset<Row> ids, Dataset<Row> shards) {
    String uri = ClipTable.CLIP_URI.name();
    Dataset<Row> others =
        lake.table(ClipTable.SCHEMA)
            .all()
            .where(col(StageColumns.RETIRED_US.name()).isNull())
            .join(ids, new String[] {VIDEO_ID}, "left_anti")
            .select(uri);
    List<String> own =
        clips
            .select(uri)
            .where(col(uri).isNotNull())
            .distinct()
            .join(others, new String[] {uri}, "left_anti")
            .as(Encoders.STRING())
            .collectAsList();
    LakeFiles files = new LakeFiles(lake);
    String shardFolder = lake.root() + "/" + ExtractFeaturesSettings.FOLDER + "/";
    Stream<String> ofSamples =
        shards.as(Encoders.STRING()).collectAsList().stream().map(name -> shardFolder + name);
    Stream<String> derived = DERIVED_FILES.stream().map(name -> lake.root() + "/" + name);
    return Stream.of(own.stream(), ofSamples, derived)
        .flatMap(Function.identity())
        .flatMapToLong(file -> files.delete(file).stream())
        .boxed()
        .toList();
  }

  /** The table of clips and that of sources last: they tell what a repetition has to remove. */
  private long removeRows(Dataset<Row> ids, Dataset<Row> clipIds) {
    long rows = lake.table(SelectionTable.SCHEMA).erase(duplicatesOf(clipIds));
    List<TableSchema<?>> ofClips =
        LakeTables.ALL.stream().filter(table -> table.item().name().equals(CLIP_ID)).toList();
    for (TableSchema<?> table : ofClips) {
      rows += lake.table(table).erase(clipIds);
    }
    List<TableSchema<?>> ofVideos =
        LakeTables.ALL.stream()
            .filter(table -> table.item().name().equals(VIDEO_ID))
            .filter(table -> !table.equals(ForgottenTable.SCHEMA))
            .filter(table -> !table.equals(VideoTable.SCHEMA))
            .toList();
    for (TableSchema<?> table : ofVideos) {
      rows += lake.table(table).erase(ids);
    }
    return rows + lake.table(VideoTable.SCHEMA).erase(ids);
  }

  private static Dataset<Row> duplicatesOf(Dataset<Row> clipIds) {
    return clipIds.withColumnRenamed(CLIP_ID, SelectionTable.DUPLICATE_OF.name());
  }
}
