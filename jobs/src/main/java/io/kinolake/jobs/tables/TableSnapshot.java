package io.kinolake.jobs.tables;

import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.utils.CloseableIterator;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * One version of a Delta table, read from its log by Delta Kernel. Delta's connector for Spark runs
 * two or three jobs to replay a log; for the small tables of a refresh these jobs cost more than
 * everything else, see decision 0013.
 */
final class TableSnapshot {
  /** No blocks of local files are known; what Spark uses to cut a file into parts is its own. */
  private static final long BLOCK_SIZE = 128L << 20;

  private final Engine engine;
  private final Snapshot snapshot;

  private TableSnapshot(Engine engine, Snapshot snapshot) {
    this.engine = engine;
    this.snapshot = snapshot;
  }

  /**
   * A data file of the version.
   *
   * @param logged its path as the log has it
   * @param status where it lies
   */
  record DataFile(String logged, FileStatus status) {
    /** Within a table no two files share a name. */
    String name() {
      return status.getPath().getName();
    }
  }

  /**
   * The newest version; empty where there is no table.
   *
   * @throws KinolakeException NOT_READABLE if there is one and its log cannot be read
   */
  static Optional<TableSnapshot> newest(Configuration hadoop, String path) {
    return load(hadoop, path, TableManager.loadSnapshot(path));
  }

  /** A version that exists. */
  static TableSnapshot of(Configuration hadoop, String path, long version) {
    return load(hadoop, path, TableManager.loadSnapshot(path).atVersion(version)).orElseThrow();
  }

  private static Optional<TableSnapshot> load(
      Configuration hadoop, String path, SnapshotBuilder builder) {
    Engine engine = DefaultEngine.create(hadoop);
    try {
      return Optional.of(new TableSnapshot(engine, builder.build(engine)));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    } catch (KernelException | KernelEngineException e) {
      throw notReadable(path, e);
    }
  }

  long version() {
    return snapshot.getVersion();
  }

  /**
   * The rows of the table; empty if reading them takes more than reading Parquet files: partition
   * values, deletion vectors or mapped columns, which tables made by Kinolake do not have.
   */
  Optional<Dataset<org.apache.spark.sql.Row>> rows(SparkSession spark) {
    return isPlain() ? Optional.of(rows(spark, files())) : Optional.empty();
  }

  /** Whether reading the rows takes no more than reading Parquet files. */
  boolean isPlain() {
    return snapshot.getPartitionColumnNames().isEmpty()
        && snapshot.getProtocol().getMinReaderVersion() == 1;
  }

  StructType schema() {
    return (StructType) DataType.fromJson(snapshot.getMetadata().getSchemaString());
  }

  /** Whether the table holds a commit of this writer with this number or a later one. */
  boolean isApplied(LakeTable.Commit commit) {
    return snapshot
        .getLatestTransactionVersion(engine, commit.writer())
        .filter(number -> number >= commit.number())
        .isPresent();
  }

  /** The rows of some files of a plain table. */
  Dataset<org.apache.spark.sql.Row> rows(SparkSession spark, List<DataFile> files) {
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            new TableFiles(
                new Path(snapshot.getPath()), files.stream().map(DataFile::status).toList()),
            new StructType(),
            schema(),
            scala.Option.empty(),
            new ParquetFileFormat(),
            scala.collection.immutable.Map$.MODULE$.<String, String>empty(),
            spark));
  }

  /** The version's data files. */
  List<DataFile> files() {
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        snapshot.getScanBuilder().build().getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(row -> files.add(file(row)));
        }
      }
    } catch (IOException | KernelException | KernelEngineException e) {
      throw notReadable(snapshot.getPath(), e);
    }
    return files;
  }

  private static KinolakeException notReadable(String path, Exception cause) {
    return new KinolakeException(
        FailureCode.NOT_READABLE,
        "The log of table '%s' cannot be read: %s. Restore it, or remove the table to make it anew."
            .formatted(path, cause.getMessage()),
        cause);
  }

  private static DataFile file(Row row) {
    io.delta.kernel.utils.FileStatus file = InternalScanFileUtils.getAddFileStatus(row);
    AddFile logged = new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    return new DataFile(
        logged.getPath(),
        new FileStatus(
            file.getSize(),
            false,
            1,
            BLOCK_SIZE,
            file.getModificationTime(),
            new Path(file.getPath())));
  }
}
