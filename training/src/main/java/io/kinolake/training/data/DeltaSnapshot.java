package io.kinolake.training.data;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** One version of a table of the warehouse, read by Delta Kernel without Spark. Thread-safe. */
final class DeltaSnapshot {
  private final Engine engine;
  private final Snapshot snapshot;
  private final String place;

  private DeltaSnapshot(Engine engine, Snapshot snapshot, String place) {
    this.engine = engine;
    this.snapshot = snapshot;
    this.place = place;
  }

  /**
   * Opens a table.
   *
   * @param place its folder
   * @param version the newest where absent
   * @return empty if there is no such table
   * @throws KinolakeException BAD_ARGUMENT if the table lacks that version, NOT_READABLE
   */
  static Optional<DeltaSnapshot> open(String place, Optional<Long> version) {
    Engine engine = DefaultEngine.create(new Configuration());
    try {
      Snapshot newest = TableManager.loadSnapshot(place).build(engine);
      if (version.isEmpty() || version.get() == newest.getVersion()) {
        return Optional.of(new DeltaSnapshot(engine, newest, place));
      }
      requireReached(place, version.get(), newest.getVersion());
      return Optional.of(new DeltaSnapshot(engine, older(engine, place, version.get()), place));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    } catch (KernelException | KernelEngineException e) {
      throw notReadable(place, e);
    }
  }

  private static void requireReached(String place, long version, long newest) {
    if (version < 0 || version > newest) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Table '%s' has no version %d; its newest is %d. Name one from 0 to that."
              .formatted(place, version, newest));
    }
  }

  private static Snapshot older(Engine engine, String place, long version) {
    SnapshotBuilder builder = TableManager.loadSnapshot(place).atVersion(version);
    try {
      return builder.build(engine);
    } catch (KernelException | KernelEngineException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Version %d of table '%s' cannot be read any more: %s. Its log or files were cleaned up; name a newer version."
              .formatted(version, place, e.getMessage()),
          e);
    }
  }

  long version() {
    return snapshot.getVersion();
  }

  /**
   * Hands on the rows that count: those of status ok that are not retired. A row is valid during
   * the call only.
   *
   * @param columns those that the receiver asks for
   */
  void forEachResult(Collection<Column<?>> columns, Consumer<RowReader> receiver) {
    Set<Column<?>> read = new LinkedHashSet<>(columns);
    read.add(StageColumns.STATUS);
    read.add(StageColumns.RETIRED_US);
    forEach(
        read,
        row -> {
          if (counts(row)) {
            receiver.accept(row);
          }
        });
  }

  /**
   * Hands on all rows. A row is valid during the call only.
   *
   * @param columns those that the receiver asks for
   */
  void forEach(Collection<Column<?>> columns, Consumer<RowReader> receiver) {
    Scan scan = snapshot.getScanBuilder().withReadSchema(readSchema(columns)).build();
    Row state = scan.getScanState(engine);
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> rows = files.next().getRows()) {
          while (rows.hasNext()) {
            readFile(state, rows.next(), receiver);
          }
        }
      }
    } catch (IOException | KernelException | KernelEngineException e) {
      throw notReadable(place, e);
    }
  }

  private void readFile(Row state, Row file, Consumer<RowReader> receiver) throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    CloseableIterator<FileReadResult> read =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(status),
                ScanStateRow.getPhysicalDataReadSchema(state),
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, read.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(row -> receiver.accept(new KernelRow(row)));
        }
      }
    }
  }

  private static boolean counts(RowReader row) {
    return row.find(StageColumns.STATUS).filter(StageColumns.OK::equals).isPresent()
        && row.find(StageColumns.RETIRED_US).isEmpty();
  }

  /** What is asked for and stored: a table may be older than a column. */
  private StructType readSchema(Collection<Column<?>> columns) {
    StructType stored = snapshot.getSchema();
    StructType read = new StructType();
    for (Column<?> column : columns) {
      if (stored.indexOf(column.name()) >= 0) {
        read = read.add(stored.get(column.name()));
      }
    }
    return read;
  }

  private static KinolakeException notReadable(String place, Exception cause) {
    return new KinolakeException(
        FailureCode.NOT_READABLE,
        "Table '%s' cannot be read: %s. Restore it or make it anew."
            .formatted(place, cause.getMessage()),
        cause);
  }
}
