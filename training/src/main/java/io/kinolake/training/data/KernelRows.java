package io.kinolake.training.data;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.ColumnType;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of declared columns as Delta Kernel takes them; single values only, no lists. */
final class KernelRows {
  private KernelRows() {}

  /** The columns with their meaning as comments. */
  static StructType schema(TableSchema<?> table) {
    StructType schema = new StructType();
    for (Column<?> column : table.columns()) {
      FieldMetadata comment = FieldMetadata.builder().putString("comment", column.doc()).build();
      schema = schema.add(column.name(), type(column.type()), column.nullable(), comment);
    }
    return schema;
  }

  /** Rows as a batch. */
  static <R extends Record> ColumnarBatch batch(
      StructType schema, TableSchema<R> table, List<R> rows) {
    List<Map<String, Object>> values =
        rows.stream()
            .map(
                row -> {
                  MapRow map = new MapRow();
                  table.codec().write(row, map);
                  return map.toMap();
                })
            .toList();
    return new Batch(schema, values);
  }

  private static DataType type(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case INT -> IntegerType.INTEGER;
      case LONG -> LongType.LONG;
      case DOUBLE -> DoubleType.DOUBLE;
      case STRING -> StringType.STRING;
      default -> throw new IllegalArgumentException("Columns of " + type + " are not written here");
    };
  }

  private record Batch(StructType schema, List<Map<String, Object>> rows) implements ColumnarBatch {
    @Override
    public StructType getSchema() {
      return schema;
    }

    @Override
    public ColumnVector getColumnVector(int ordinal) {
      return new Vector(
          schema.at(ordinal).getDataType(),
          rows.stream()
              .map(row -> Optional.ofNullable(row.get(schema.at(ordinal).getName())))
              .toList());
    }

    @Override
    public int getSize() {
      return rows.size();
    }
  }

  private record Vector(DataType type, List<Optional<Object>> values) implements ColumnVector {
    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int getSize() {
      return values.size();
    }

    @Override
    public boolean isNullAt(int row) {
      return values.get(row).isEmpty();
    }

    @Override
    public boolean getBoolean(int row) {
      return (Boolean) values.get(row).orElseThrow();
    }

    @Override
    public int getInt(int row) {
      return (Integer) values.get(row).orElseThrow();
    }

    @Override
    public long getLong(int row) {
      return (Long) values.get(row).orElseThrow();
    }

    @Override
    public double getDouble(int row) {
      return (Double) values.get(row).orElseThrow();
    }

    @Override
    public String getString(int row) {
      return (String) values.get(row).orElseThrow();
    }

    @Override
    public void close() {}
  }
}
