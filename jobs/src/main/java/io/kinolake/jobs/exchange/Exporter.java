package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.frame.CsvField;
import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.jobs.meta.MetaView;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.spark.HadoopPaths;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * Writes the meta view elsewhere, rows ordered by source and first frame. Executors make the lines;
 * the driver only joins their files byte by byte.
 */
public final class Exporter {
  /** A tar file ends with the sample that exceeds this: 256 MiB. */
  private static final long TAR_BYTES = 256L << 20;

  private final Lake lake;
  private final ExportRequest request;

  private Exporter(Lake lake, ExportRequest request) {
    this.lake = lake;
    this.request = request;
  }

  /**
   * Exports now.
   *
   * @return the number of rows written
   * @throws KinolakeException BAD_ARGUMENT for an unknown column, a bad condition, a warehouse
   *     without clips or, for sources, scenes, samples of virtual clips, a feature set without
   *     samples, or a folder that exists; WRITE_FAILED
   */
  public static long export(Lake lake, ExportRequest request) {
    if (request.rows() == ExportRows.CLIPS) {
      lake.require(ClipTable.SCHEMA);
    } else {
      lake.require(SceneTable.SCHEMA);
    }
    return new Exporter(lake, request).run();
  }

  private long run() {
    Dataset<Row> matching = matching();
    List<String> columns =
        request.columns().isEmpty() ? List.of(matching.columns()) : request.columns();
    requireColumns(columns, matching);
    if (request.format() == ExportFormat.SAMPLES) {
      requireFiles(matching);
    }
    if (request.format().isOfFeatures()) {
      matching = StoredSample.join(lake, request.featureSet(), matching);
    }
    Observation counted = Observation.apply("export");
    // Counted above the sort: what lies below it runs twice, once to choose the ranges.
    Dataset<Row> rows = inOrder(matching).observe(counted, count(lit(1)).as("rows"));
    Configuration hadoop = lake.spark().sessionState().newHadoopConf();
    try (PendingOutput output = PendingOutput.of(request.output(), hadoop)) {
      Path finished =
          switch (request.format()) {
            case CSV -> lines(output, select(rows, columns), RowLine.CSV, header(columns));
            case JSONL -> lines(output, select(rows, columns), RowLine.JSON, List.of());
            case PARQUET -> parquet(output, rows, columns);
            case SAMPLES -> samples(output, rows, columns, hadoop);
            case PT -> torch(output, rows, columns, hadoop);
            case WEBDATASET -> tars(output, rows, columns, hadoop);
          };
      output.publish(finished);
    }
    return countOf(counted);
  }

  private static long countOf(Observation counted) {
    try {
      return ((Number) counted.getAsJava().get("rows")).longValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted after the export was written", e);
    }
  }

  private Dataset<Row> matching() {
    MetaView view = new MetaView(lake, request.meta());
    Dataset<Row> meta = request.rows() == ExportRows.CLIPS ? view.rows() : view.sourceRows();
    try {
      return meta.where(request.where());
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // checked in Scala, not declared to Java
        throw new KinolakeException(
            FailureCode.BAD_ARGUMENT,
            "The condition '%s' does not fit the meta view: %s. Its columns are %s."
                .formatted(
                    request.where(), firstLine(e.getMessage()), String.join(", ", meta.columns())),
            e);
      }
      throw e;
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("it cannot be parsed");
  }

  private static void requireColumns(List<String> wanted, Dataset<Row> rows) {
    List<String> known = List.of(rows.columns());
    List<String> unknown = wanted.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "The meta view has no column %s. Choose from %s."
              .formatted(String.join(", ", unknown), String.join(", ", known)));
    }
  }

  private Dataset<Row> inOrder(Dataset<Row> rows) {
    return request.format() == ExportFormat.PARQUET
        ? rows.repartition(1).sortWithinPartitions(order())
        : rows.orderBy(order());
  }

  private static Column[] order() {
    return new Column[] {
      col(MetaColumns.SOURCE_PATH.name()),
      col(ClipTable.START_FRAME.name()),
      col(ClipTable.CLIP_ID.name())
    };
  }

  private static Dataset<Row> select(Dataset<Row> rows, List<String> columns) {
    return rows.select(columns.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new));
  }

  private static List<String> header(List<String> columns) {
    return List.of(columns.stream().map(CsvField::of).collect(Collectors.joining(",")));
  }

  private static Path lines(
      PendingOutput output,
      Dataset<Row> rows,
      MapFunction<Row, String> format,
      List<String> firstLines) {
    Path parts = output.work("parts");
    Path joined = output.work("joined");
    rows.map(format, Encoders.STRING()).write().text(parts.toString());
    output.join(parts, firstLines, joined);
    return joined;
  }

  private static Path parquet(PendingOutput output, Dataset<Row> rows, List<String> columns) {
    Path parts = output.work("parts");
    select(rows, columns).write().parquet(parts.toString());
    return output.parts(parts).get(0);
  }

  private static Path samples(
      PendingOutput output, Dataset<Row> rows, List<String> columns, Configuration hadoop) {
    Path folder = newFolder(output, "videos", "labels");
    Path parts = output.work("parts");
    SampleWriter writer = new SampleWriter(HadoopPaths.locationOf(folder), hadoop, columns);
    rows.map(writer, Encoders.STRING()).write().text(parts.toString());
    output.join(parts, List.of(), new Path(folder, "data.jsonl"));
    return folder;
  }

  private Path torch(
      PendingOutput output, Dataset<Row> rows, List<String> columns, Configuration hadoop) {
    Path folder = newFolder(output, TorchSampleWriter.FOLDER);
    Path parts = output.work("parts");
    TorchSampleWriter writer =
        new TorchSampleWriter(
            shards(), hadoop, columns, HadoopPaths.locationOf(folder), request.tokens());
    rows.mapPartitions(writer, Encoders.STRING()).write().text(parts.toString());
    output.join(parts, List.of(), new Path(folder, "data.jsonl"));
    return folder;
  }

  private Path tars(
      PendingOutput output, Dataset<Row> rows, List<String> columns, Configuration hadoop) {
    Path folder = newFolder(output);
    TarSampleWriter writer =
        new TarSampleWriter(shards(), hadoop, columns, HadoopPaths.locationOf(folder), TAR_BYTES);
    rows.mapPartitions(writer, Encoders.STRING()).write().text(output.work("parts").toString());
    output.number(folder, ".tar");
    return folder;
  }

  private String shards() {
    return lake.root() + "/" + ExtractFeaturesSettings.FOLDER;
  }

  /** A folder in the making, with folders in it. */
  private static Path newFolder(PendingOutput output, String... inner) {
    if (output.exists()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' exists already. Remove it, or name another folder with --output."
              .formatted(output.target()));
    }
    Path folder = output.work("samples");
    output.makeFolder(folder);
    for (String name : inner) {
      output.makeFolder(new Path(folder, name));
    }
    return folder;
  }

  private static void requireFiles(Dataset<Row> rows) {
    String virtual = CutMode.VIRTUAL.id();
    boolean anyVirtual =
        !rows.where(col(ClipTable.MODE.name()).equalTo(virtual)).limit(1).isEmpty();
    if (anyVirtual) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Samples need clips that are files, and some of these are virtual. Cut them first"
              + " (cut mode copy or encode), or export CSV, whose timestamp column tells the"
              + " ranges.");
    }
  }
}
