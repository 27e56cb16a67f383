package io.kinolake.training.data;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A small Delta table in a folder of this machine, through Delta Kernel: rows are appended and all
 * are read. Appends of several processes do not disturb each other. Thread-safe.
 *
 * @param <R> the record of one row
 */
public final class DeltaRows<R extends Record> {
  private static final String WRITER = "kinolake";

  private final Path folder;
  private final TableSchema<R> table;
  private final Engine engine = DefaultEngine.create(new Configuration());

  /** The table of a folder, which need not be there yet. */
  public DeltaRows(Path folder, TableSchema<R> table) {
    this.folder = folder;
    this.table = table;
  }

  /**
   * Appends rows in one commit, to a new table where there is none.
   *
   * @throws KinolakeException WRITE_FAILED
   */
  public void append(List<R> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      Transaction transaction = begin();
      StructType schema = transaction.getSchema(engine);
      Row state = transaction.getTransactionState(engine);
      FilteredColumnarBatch batch =
          new FilteredColumnarBatch(KernelRows.batch(schema, table, rows), Optional.empty());
      DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
      try (CloseableIterator<FilteredColumnarBatch> data =
              Transaction.transformLogicalData(
                  engine, state, Utils.singletonCloseableIterator(batch), Map.of());
          CloseableIterator<DataFileStatus> files =
              engine
                  .getParquetHandler()
                  .writeParquetFiles(
                      context.getTargetDirectory(), data, context.getStatisticsColumns());
          CloseableIterator<Row> actions =
              Transaction.generateAppendActions(engine, state, files, context)) {
        transaction.commit(engine, CloseableIterable.inMemoryIterable(actions));
      }
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "The table '%s' cannot be written: %s. Check space and rights."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * All rows, none where there is no table.
   *
   * @throws KinolakeException NOT_READABLE
   */
  public List<R> read() {
    List<R> rows = new ArrayList<>();
    DeltaSnapshot.open(location(), Optional.empty())
        .ifPresent(
            snapshot ->
                snapshot.forEach(table.columns(), row -> rows.add(table.codec().read(row))));
    return rows;
  }

  private Transaction begin() {
    return exists()
        ? snapshot().buildUpdateTableTransaction(WRITER, Operation.WRITE).build(engine)
        : TableManager.buildCreateTableTransaction(location(), KernelRows.schema(table), WRITER)
            .build(engine);
  }

  private Snapshot snapshot() {
    return TableManager.loadSnapshot(location()).build(engine);
  }

  private boolean exists() {
    return Files.isDirectory(folder.resolve("_delta_log"));
  }

  private String location() {
    return folder.toAbsolutePath().toString(); // Hadoop takes names as they are, not escaped
  }
}
