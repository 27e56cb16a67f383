package io.kinolake.jobs.tables;

import io.kinolake.jobs.frame.FlatType;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.Missing;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import io.kinolake.jobs.frame.TableIo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Small tables read from and written to Delta through the session of this process. */
public final class DeltaFrames implements TableIo {
  private static final String FORMAT = "delta";

  /** Made by {@link io.kinolake.jobs.frame.TableFormat} when a path is a Delta table. */
  public DeltaFrames() {}

  @Override
  public Frame read(Path path) {
    var table = session().read().format(FORMAT).load(path.toString());
    StructField[] fields = table.schema().fields();
    List<Row> rows = table.collectAsList();
    var columns = new LinkedHashMap<String, Series>();
    for (int i = 0; i < fields.length; i++) {
      var cells = new ArrayList<Object>(rows.size());
      for (Row row : rows) {
        cells.add(cell(row, i));
      }
      boolean isText = fields[i].dataType().equals(DataTypes.StringType);
      columns.put(fields[i].name(), isText ? ObjectSeries.of(cells) : Series.infer(cells));
    }
    return new Frame(columns, rows.size());
  }

  private static Object cell(Row row, int column) {
    if (row.isNullAt(column)) {
      return Missing.NAN;
    }
    Object value = row.get(column);
    if (value instanceof Long || value instanceof Boolean) {
      return value;
    } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof Number number) {
      double wide = Double.parseDouble(number.toString());
      return Double.isNaN(wide) ? Missing.NAN : (Object) wide;
    }
    return value.toString();
  }

  @Override
  public void write(Frame frame, Path path) {
    List<String> names = frame.names();
    List<FlatType> types =
        names.stream().map(name -> FlatType.of(name, frame.column(name))).toList();
    var schema = new StructType();
    for (int i = 0; i < names.size(); i++) {
      schema = schema.add(names.get(i), sparkType(types.get(i)));
    }
    var rows = new ArrayList<Row>(frame.rows());
    for (int row = 0; row < frame.rows(); row++) {
      var cells = new Object[names.size()];
      for (int i = 0; i < cells.length; i++) {
        Series column = frame.column(names.get(i));
        if (!column.isMissing(row)) {
          Object value = column.value(row);
          boolean widen = types.get(i) == FlatType.DOUBLE && value instanceof Long;
          cells[i] = widen ? (Object) ((Long) value).doubleValue() : value;
        }
      }
      rows.add(RowFactory.create(cells));
    }
    session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format(FORMAT)
        .mode("overwrite")
        .option("overwriteSchema", "true")
        .save(path.toString());
  }

  private static DataType sparkType(FlatType type) {
    return switch (type) {
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TEXT -> DataTypes.StringType;
    };
  }

  /** The running session, or a lean local one. */
  private static SparkSession session() {
    var settings = new SparkConf();
    settings.setIfMissing("spark.master", "local[*]");
    settings.setIfMissing("spark.app.name", "kinolake");
    SparkSessions.LOCAL.forEach(settings::setIfMissing);
    SparkSessions.DELTA.forEach(settings::setIfMissing);
    return SparkSession.builder().config(settings).getOrCreate();
  }
}
