package io.kinolake.udfs.spark;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.ColumnType;
import io.kinolake.schemas.FloatVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Declared columns as Spark sees them: types, schemas and values. */
public final class SparkTypes {
  private SparkTypes() {}

  /** The Spark schema of a column list; each column's doc becomes its comment. */
  public static StructType schemaOf(List<? extends Column<?>> columns) {
    return new StructType(columns.stream().map(SparkTypes::field).toArray(StructField[]::new));
  }

  private static StructField field(Column<?> column) {
    Metadata comment = new MetadataBuilder().putString("comment", column.doc()).build();
    return new StructField(column.name(), typeOf(column.type()), true, comment);
  }

  private static DataType typeOf(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> DataTypes.BooleanType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case STRING -> DataTypes.StringType;
      case LONG_LIST -> DataTypes.createArrayType(DataTypes.LongType, false);
      case STRING_LIST -> DataTypes.createArrayType(DataTypes.StringType, false);
      case FLOAT_LIST -> DataTypes.createArrayType(DataTypes.FloatType, false);
      case DOUBLE_MAP -> DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false);
    };
  }

  /** The values of the given columns of a Spark row, as plain Java values. */
  public static Object[] toJava(Row row, List<? extends Column<?>> columns) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      int position = row.fieldIndex(columns.get(i).name());
      values[i] = row.isNullAt(position) ? null : toJava(row, position, columns.get(i).type());
    }
    return values;
  }

  private static Object toJava(Row row, int position, ColumnType type) {
    return switch (type) {
      case BOOLEAN, INT, LONG, DOUBLE, STRING -> row.get(position);
      case LONG_LIST, STRING_LIST -> new ArrayList<>(row.getList(position));
      case FLOAT_LIST -> FloatVector.copyOf(row.getList(position));
      case DOUBLE_MAP -> new HashMap<>(row.getJavaMap(position));
    };
  }

  /** A Spark row of plain Java values. */
  public static Row toSpark(Object[] values) {
    Object[] converted = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = toSpark(values[i]);
    }
    return RowFactory.create(converted);
  }

  private static Object toSpark(Object value) {
    if (value instanceof List<?> list) {
      return CollectionConverters.asScala(list).toSeq();
    }
    if (value instanceof Map<?, ?> map) {
      return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
    }
    return value;
  }
}
