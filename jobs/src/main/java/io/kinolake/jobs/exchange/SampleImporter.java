package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Takes training samples from a folder as MindSpeed-MM writes it, {@code data.jsonl} and {@code
 * features/NAME.pt}, into shards and the manifest, under the feature set {@value #SET}. A line that
 * tells a {@code clip_id} belongs to that clip, others to a clip of their own. Importing again
 * changes only what has changed; refreshes leave these samples alone.
 *
 * <p>The caller holds the warehouse's lock.
 */
public final class SampleImporter {
  /** The feature set of imported samples. */
  public static final String SET = "imported";

  private static final String INDEX = "data.jsonl";

  private final Lake lake;
  private final Path folder;
  private final long nowUs;

  /**
   * @param folder a local folder
   * @param nowUs the time to record, microseconds since 1970
   */
  public SampleImporter(Lake lake, Path folder, long nowUs) {
    this.lake = lake;
    this.folder = folder.toAbsolutePath().normalize();
    this.nowUs = nowUs;
  }

  /**
   * What was imported.
   *
   * @param samples samples that are there
   * @param changed rows of the manifest that are new or have changed
   * @param failed samples and lines that could not be read; their rows tell why
   */
  public record Counts(long samples, long changed, long failed) {}

  /** Whether a place is such a folder; the first line of its index that is JSON tells. */
  public static boolean isOne(String input) {
    Location place = Location.of(input);
    if (!place.isLocal() || !Files.isRegularFile(place.path().resolve(INDEX))) {
      return false;
    }
    Path index = place.path().resolve(INDEX);
    // Unlike the reader of Files, this one goes on behind bytes that are no UTF-8.
    try (InputStream file = Files.newInputStream(index);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .flatMap(line -> json(line).stream())
          .findFirst()
          .map(line -> line.path("file").asText("").endsWith(".pt"))
          .orElse(false);
    } catch (IOException | UncheckedIOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be read: %s. Export the samples again.".formatted(index, e.getMessage()),
          e);
    }
  }

  private static Optional<JsonNode> json(String line) {
    try {
      return Optional.of(new ObjectMapper().readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Imports now. */
  public Counts run() {
    LakeTable<Feature> table = lake.table(FeatureTable.SCHEMA);
    Configuration hadoop = lake.spark().sessionState().newHadoopConf();
    SampleReader reader =
        new SampleReader(
            folder.toString(), lake.root() + "/" + ExtractFeaturesSettings.FOLDER, hadoop);
    Dataset<Row> rows =
        lake.spark()
            .read()
            .textFile(HadoopPaths.of(Location.of(folder.resolve(INDEX))).toString())
            .repartition(lake.spark().sparkContext().defaultParallelism())
            .mapPartitions(reader, Encoders.row(table.storedSchema()))
            .localCheckpoint(); // shards are written once
    Column failed = col(StageColumns.STATUS.name()).equalTo(StageColumns.FAILED);
    return new Counts(
        clips(rows.where(failed.equalTo(false))),
        ImportedRows.update(
            table,
            rows,
            col(ClipTable.CLIP_ID.name()).startsWith(brokenLines(folder.toString())),
            nowUs),
        clips(rows.where(failed)));
  }

  /** Stands in the place of a clip for a line from which none can be told. */
  static String brokenLine(String folder, String line) {
    return brokenLines(folder) + Fingerprint.of("line", line).value().substring(0, 16);
  }

  /** How those of a folder begin. */
  private static String brokenLines(String folder) {
    return "broken-line-%s-".formatted(Fingerprint.of("folder", folder).value().substring(0, 16));
  }

  private static long clips(Dataset<Row> rows) {
    return rows.agg(countDistinct(ClipTable.CLIP_ID.name())).first().getLong(0);
  }
}
