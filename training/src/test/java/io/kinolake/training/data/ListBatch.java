package io.kinolake.training.data;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Rows of values by column name as Delta Kernel's batch. */
record ListBatch(StructType schema, List<Map<String, Object>> rows) implements ColumnarBatch {

  @Override
  public StructType getSchema() {
    return schema;
  }

  @Override
  public ColumnVector getColumnVector(int ordinal) {
    String name = schema.at(ordinal).getName();
    List<Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(name)));
    return new Vector(schema.at(ordinal).getDataType(), values);
  }

  @Override
  public int getSize() {
    return rows.size();
  }

  private record Vector(DataType type, List<Object> values) implements ColumnVector {
    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int getSize() {
      return values.size();
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int row) {
      return values.get(row) == null;
    }

    @Override
    public boolean getBoolean(int row) {
      return (Boolean) values.get(row);
    }

    @Override
    public int getInt(int row) {
      return (Integer) values.get(row);
    }

    @Override
    public long getLong(int row) {
      return (Long) values.get(row);
    }

    @Override
    public float getFloat(int row) {
      return (Float) values.get(row);
    }

    @Override
    public double getDouble(int row) {
      return (Double) values.get(row);
    }

    @Override
    public String getString(int row) {
      return (String) values.get(row);
    }

    @Override
    public ArrayValue getArray(int row) {
      List<?> list = (List<?>) values.get(row);
      return new Elements(vector(((ArrayType) type).getElementType(), list));
    }

    @Override
    public MapValue getMap(int row) {
      Map<?, ?> map = (Map<?, ?>) values.get(row);
      MapType mapType = (MapType) type;
      List<?> keys = List.copyOf(map.keySet());
      List<?> ordered = keys.stream().map(map::get).toList();
      return new Entries(
          vector(mapType.getKeyType(), keys), vector(mapType.getValueType(), ordered));
    }

    private static Vector vector(DataType type, List<?> values) {
      return new Vector(type, Collections.unmodifiableList(new ArrayList<>(values)));
    }
  }

  private record Elements(ColumnVector vector) implements ArrayValue {
    @Override
    public int getSize() {
      return vector.getSize();
    }

    @Override
    public ColumnVector getElements() {
      return vector;
    }
  }

  private record Entries(ColumnVector keys, ColumnVector vector) implements MapValue {
    @Override
    public int getSize() {
      return keys.getSize();
    }

    @Override
    public ColumnVector getKeys() {
      return keys;
    }

    @Override
    public ColumnVector getValues() {
      return vector;
    }
  }
}
