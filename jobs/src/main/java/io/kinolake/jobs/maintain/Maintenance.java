package io.kinolake.jobs.maintain;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.jobs.tables.TableUpkeep;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.LakeTables;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Frees what a warehouse no longer needs. Files go before the rows that name them, so that
 * maintenance that was cut off is completed by doing it again. The caller holds the warehouse's
 * lock.
 */
public final class Maintenance {
  private static final String CLIP_ID = ClipTable.CLIP_ID.name();
  private static final String VIDEO_ID = VideoTable.VIDEO_ID.name();
  private static final String CLIP_URI = ClipTable.CLIP_URI.name();
  private static final String SHARD = FeatureTable.SHARD.name();

  /** Files younger than this may be in the making. */
  private static final Duration MATURITY = Duration.ofDays(1);

  private final Lake lake;
  private final LakeFiles files;
  private final String mediaFolder;
  private final String shardFolder;
  private final Instant now;

  /**
   * @param mediaFolder where clips are written to
   * @param clock tells what is old
   */
  public Maintenance(Lake lake, String mediaFolder, Clock clock) {
    this.lake = lake;
    this.files = new LakeFiles(lake);
    this.mediaFolder = mediaFolder;
    this.shardFolder = lake.root() + "/" + ExtractFeaturesSettings.FOLDER + "/";
    this.now = clock.instant();
  }

  /**
   * Maintains everything.
   *
   * @param retain rows retired longer ago, and files that only older versions of the tables need,
   *     are removed; less than {@link TableUpkeep#SAFE_RETENTION} is the caller's risk
   */
  public Freed run(Duration retain) {
    long cutoffUs = ChronoUnit.MICROS.between(Instant.EPOCH, now.minus(retain));
    MediaFolder folder = new MediaFolder(files, mediaFolder, now.minus(MATURITY).toEpochMilli());
    Freed.FileCount expired =
        removeExpired(ClipTable.SCHEMA, CLIP_URI, "", cutoffUs)
            .plus(removeExpired(FeatureTable.SCHEMA, SHARD, shardFolder, cutoffUs));
    Freed.FileCount unfinished = folder.removeUnfinished();
    Freed.FileCount orphans =
        folder
            .removeOrphans(sources(), namedAfter(cutoffUs))
            .plus(removeOrphanShards(now.minus(MATURITY)));
    long rows = 0;
    long bytes = 0;
    for (TableUpkeep table : TableUpkeep.of(lake)) {
      bytes += files.size(table.path());
      rows += table.removeRetired(cutoffUs);
    }
    rows += removeRowsOfLostClips();
    long lost = disownLost();
    for (TableUpkeep table : TableUpkeep.of(lake)) {
      table.compact();
      table.vacuum(retain);
      bytes -= files.size(table.path());
    }
    return new Freed(rows, bytes, expired, unfinished, orphans, lost);
  }

  /** Removes files of rows that were retired long ago, unless a kept row names them too. */
  private Freed.FileCount removeExpired(
      TableSchema<?> table, String column, String folder, long cutoffUs) {
    Dataset<Row> rows = lake.table(table).all().where(col(column).isNotNull());
    Dataset<Row> kept = rows.where(isKept(cutoffUs)).select(column);
    List<String> expired =
        rows.where(isKept(cutoffUs).equalTo(false))
            .select(column)
            .distinct()
            .join(kept, new String[] {column}, "left_anti")
            .as(Encoders.STRING())
            .collectAsList();
    Freed.FileCount freed = Freed.FileCount.NONE;
    for (String file : expired) {
      OptionalLong bytes = files.delete(folder + file);
      if (bytes.isPresent()) {
        freed = freed.plus(bytes.getAsLong());
      }
    }
    return freed;
  }

  /** Removes shards that no row names: of work that was not committed, or of rows gone since. */
  private Freed.FileCount removeOrphanShards(Instant before) {
    Set<String> named = strings(lake.table(FeatureTable.SCHEMA).all(), SHARD);
    Freed.FileCount freed = Freed.FileCount.NONE;
    for (LakeFiles.StoredFile file : files.list(shardFolder)) {
      if (file.modifiedMs() < before.toEpochMilli() && !named.contains(file.relative())) {
        files.delete(file.path());
        freed = freed.plus(file.bytes());
      }
    }
    return freed;
  }

  private Set<String> sources() {
    return strings(lake.table(VideoTable.SCHEMA).all(), VideoTable.RELATIVE_PATH.name());
  }

  private Set<String> namedAfter(long cutoffUs) {
    return strings(lake.table(ClipTable.SCHEMA).all().where(isKept(cutoffUs)), CLIP_URI);
  }

  private static Set<String> strings(Dataset<Row> rows, String column) {
    Set<String> values = new HashSet<>();
    Iterator<String> all =
        rows.select(column).where(col(column).isNotNull()).as(Encoders.STRING()).toLocalIterator();
    all.forEachRemaining(values::add);
    return values;
  }

  private static Column isKept(long cutoffUs) {
    Column retired = col(StageColumns.RETIRED_US.name());
    return retired.isNull().or(retired.geq(cutoffUs));
  }

  /** Disowns all clips of each source that lacks a file, so that they are cut together again. */
  private long disownLost() {
    LakeTable<Clip> clips = lake.table(ClipTable.SCHEMA);
    Set<String> there = new HashSet<>();
    files.list(mediaFolder).forEach(file -> there.add(file.path()));
    Set<Row> lost = new HashSet<>();
    Iterator<Row> named =
        clips
            .results()
            .where(col(CLIP_URI).isNotNull())
            .select(col(CLIP_URI), col(VIDEO_ID), col(StageColumns.FINGERPRINT.name()))
            .toLocalIterator();
    while (named.hasNext()) {
      Row clip = named.next();
      String uri = clip.getString(0);
      if (!there.contains(uri) && !files.exists(uri)) {
        lost.add(RowFactory.create(clip.get(1), clip.get(2)));
      }
    }
    if (!lost.isEmpty()) {
      StructType keys =
          new StructType()
              .add(VIDEO_ID, DataTypes.StringType)
              .add(StageColumns.FINGERPRINT.name(), DataTypes.StringType);
      clips.disown(
          lake.spark().createDataFrame(List.copyOf(lost), keys),
          ChronoUnit.MICROS.between(Instant.EPOCH, now));
    }
    return lost.size();
  }

  /** What no stage makes, such as imported captions, is not retired with its clip. */
  private long removeRowsOfLostClips() {
    if (!lake.table(ClipTable.SCHEMA).exists()) {
      return 0;
    }
    Dataset<Row> clips = lake.table(ClipTable.SCHEMA).all().select(CLIP_ID).distinct();
    long rows = 0;
    for (TableSchema<?> table : LakeTables.ALL) {
      if (table.item().name().equals(CLIP_ID)) {
        Dataset<Row> lost =
            lake.table(table)
                .all()
                .select(CLIP_ID)
                .join(clips, new String[] {CLIP_ID}, "left_anti")
                .localCheckpoint();
        rows += lake.table(table).erase(lost);
      }
    }
    return rows;
  }
}
