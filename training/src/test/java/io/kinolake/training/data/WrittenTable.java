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
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Writes a stage's table with Delta Kernel. The table is made by version 0, without rows. */
final class WrittenTable {
  private static final String WRITER = "test";

  private final Engine engine = DefaultEngine.create(new Configuration());
  private final String path;

  private WrittenTable(String path) {
    this.path = path;
  }

  static WrittenTable create(String path, List<Column<?>> columns) {
    WrittenTable table = new WrittenTable(path);
    StructType schema = new StructType();
    for (Column<?> column : columns) {
      schema = schema.add(column.name(), type(column), column.nullable());
    }
    TableManager.buildCreateTableTransaction(path, schema, WRITER)
        .build(table.engine)
        .commit(table.engine, CloseableIterable.emptyIterable());
    return table;
  }

  static WrittenTable create(String path, TableSchema<?> schema) {
    List<Column<?>> columns = new ArrayList<>();
    // Failed rows hold their key only, so stored columns may be null.
    schema.columns().forEach(column -> columns.add(column.optional()));
    StageColumns.ALL.forEach(column -> columns.add(column.optional()));
    return create(path, columns);
  }

  /** A live row of a stage. */
  static <R extends Record> MapRow live(TableSchema<R> schema, R row) {
    MapRow stored = new MapRow();
    schema.codec().write(row, stored);
    return stored.set(StageColumns.STATUS, StageColumns.OK).set(StageColumns.ATTEMPTS, 1);
  }

  /** Appends rows in one commit; returns the table's new version. */
  long append(List<MapRow> rows) throws IOException {
    Snapshot snapshot = TableManager.loadSnapshot(path).build(engine);
    Transaction transaction =
        snapshot.buildUpdateTableTransaction(WRITER, Operation.WRITE).build(engine);
    Row state = transaction.getTransactionState(engine);
    ListBatch batch =
        new ListBatch(snapshot.getSchema(), rows.stream().map(MapRow::toMap).toList());
    CloseableIterator<FilteredColumnarBatch> data =
        Transaction.transformLogicalData(
            engine,
            state,
            Utils.singletonCloseableIterator(new FilteredColumnarBatch(batch, Optional.empty())),
            Map.of());
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    CloseableIterator<DataFileStatus> files =
        engine
            .getParquetHandler()
            .writeParquetFiles(context.getTargetDirectory(), data, context.getStatisticsColumns());
    CloseableIterator<Row> actions =
        Transaction.generateAppendActions(engine, state, files, context);
    return transaction.commit(engine, CloseableIterable.inMemoryIterable(actions)).getVersion();
  }

  private static DataType type(Column<?> column) {
    return switch (column.type()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INT -> IntegerType.INTEGER;
      case LONG -> LongType.LONG;
      case DOUBLE -> DoubleType.DOUBLE;
      case STRING -> StringType.STRING;
      case LONG_LIST -> new ArrayType(LongType.LONG, false);
      case STRING_LIST -> new ArrayType(StringType.STRING, false);
      case FLOAT_LIST -> new ArrayType(FloatType.FLOAT, false);
      case DOUBLE_MAP -> new MapType(StringType.STRING, DoubleType.DOUBLE, false);
    };
  }
}
