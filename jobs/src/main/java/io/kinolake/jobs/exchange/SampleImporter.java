package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Takes training samples from a {@link SampleFolder} into shards and the manifest, under the
 * feature set {@value #SET}. A sample that tells a {@code clip_id} belongs to that clip, others to
 * a clip of their own. Importing again changes only what has changed; refreshes leave these samples
 * alone.
 *
 * <p>The caller holds the warehouse's lock.
 */
public final class SampleImporter {
  /** The feature set of imported samples. */
  public static final String SET = "imported";

  private final Lake lake;
  private final SampleFolder folder;
  private final long nowUs;

  /**
   * @param nowUs the time to record, microseconds since 1970
   */
  public SampleImporter(Lake lake, SampleFolder folder, long nowUs) {
    this.lake = lake;
    this.folder = folder;
    this.nowUs = nowUs;
  }

  /**
   * What was imported.
   *
   * @param samples samples that are there
   * @param changed rows of the manifest that are new or have changed
   * @param failed samples and pieces that could not be read; their rows tell why
   */
  public record Counts(long samples, long changed, long failed) {}

  /** Imports now. */
  public Counts run() {
    LakeTable<Feature> table = lake.table(FeatureTable.SCHEMA);
    Configuration hadoop = lake.spark().sessionState().newHadoopConf();
    String shards = lake.root() + "/" + ExtractFeaturesSettings.FOLDER;
    Dataset<Row> rows =
        folder
            .pieces(lake.spark())
            .repartition(lake.spark().sparkContext().defaultParallelism())
            .mapPartitions(folder.reader(shards, hadoop), Encoders.row(table.storedSchema()))
            .localCheckpoint(); // shards are written once
    Column failed = col(StageColumns.STATUS.name()).equalTo(StageColumns.FAILED);
    return new Counts(
        clips(rows.where(failed.equalTo(false))),
        ImportedRows.update(
            table,
            rows,
            col(ClipTable.CLIP_ID.name()).startsWith(brokenPieces(folder.place())),
            nowUs),
        clips(rows.where(failed)));
  }

  /**
   * Stands in the place of a clip for a piece of a folder from which none can be told; called a
   * line, as the first pieces were.
   */
  static String brokenPiece(String folder, String piece) {
    return brokenPieces(folder) + Fingerprint.of("line", piece).value().substring(0, 16);
  }

  /** How those of a folder begin. */
  private static String brokenPieces(String folder) {
    return "broken-line-%s-".formatted(Fingerprint.of("folder", folder).value().substring(0, 16));
  }

  private static long clips(Dataset<Row> rows) {
    return rows.agg(countDistinct(ClipTable.CLIP_ID.name())).first().getLong(0);
  }
}
