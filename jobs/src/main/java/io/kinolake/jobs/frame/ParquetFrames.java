package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Parquet files with flat columns of whole numbers, floats, booleans and text, as pandas has them.
 */
final class ParquetFrames implements TableIo {

  @Override
  public Frame read(Path path) throws IOException {
    InputFile file = new LocalInputFile(path);
    MessageType schema;
    try (ParquetFileReader reader = ParquetFileReader.open(file)) {
      schema = reader.getFooter().getFileMetaData().getSchema();
    }
    schema.getFields().forEach(field -> requireSupported(field, path));
    List<List<Object>> columns = new ArrayList<>();
    schema.getFields().forEach(field -> columns.add(new ArrayList<>()));
    int rows = 0;
    try (ParquetReader<Group> reader = new GroupReader(file).build()) {
      for (Group group = reader.read(); group != null; group = reader.read(), rows++) {
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).add(cell(group, i, schema.getType(i)));
        }
      }
    }
    var built = new LinkedHashMap<String, Series>();
    for (int i = 0; i < columns.size(); i++) {
      Type field = schema.getType(i);
      built.put(field.getName(), series(field, columns.get(i)));
    }
    return new Frame(built, rows);
  }

  private static void requireSupported(Type field, Path path) {
    boolean supported = field.isPrimitive() && field.getRepetition() != Type.Repetition.REPEATED;
    if (supported) {
      LogicalTypeAnnotation meaning = field.getLogicalTypeAnnotation();
      supported =
          switch (field.asPrimitiveType().getPrimitiveTypeName()) {
            case INT32, INT64 ->
                meaning == null
                    || meaning instanceof IntLogicalTypeAnnotation
                    || meaning.equals(LogicalTypeAnnotation.unknownType());
            case FLOAT, DOUBLE, BOOLEAN -> true;
            case BINARY -> meaning == null || !meaning.toString().startsWith("DECIMAL");
            case INT96, FIXED_LEN_BYTE_ARRAY -> false;
          };
    }
    if (!supported) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "Column '%s' of '%s' has the unsupported Parquet type %s. Use numbers, booleans or text."
              .formatted(field.getName(), path, field));
    }
  }

  private static Object cell(Group group, int column, Type field) {
    if (group.getFieldRepetitionCount(column) == 0) {
      return Missing.NAN;
    }
    return switch (field.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> (long) group.getInteger(column, 0);
      case INT64 -> group.getLong(column, 0);
      case FLOAT -> number(Double.parseDouble(Float.toString(group.getFloat(column, 0))));
      case DOUBLE -> number(group.getDouble(column, 0));
      case BOOLEAN -> group.getBoolean(column, 0);
      default -> new String(group.getBinary(column, 0).getBytes(), UTF_8);
    };
  }

  private static Object number(double value) {
    return Double.isNaN(value) ? Missing.NAN : (Object) value;
  }

  private static Series series(Type field, List<Object> cells) {
    boolean allMissing = cells.stream().allMatch(cell -> cell == Missing.NAN);
    PrimitiveTypeName type = field.asPrimitiveType().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.BINARY || (allMissing && type == PrimitiveTypeName.BOOLEAN)) {
      return text(cells);
    }
    return cells.isEmpty() ? emptySeries(type) : Series.infer(cells);
  }

  private static Series emptySeries(PrimitiveTypeName type) {
    return switch (type) {
      case INT32, INT64 -> new LongSeries(new long[0]);
      case BOOLEAN -> new BooleanSeries(new boolean[0]);
      default -> new DoubleSeries(new double[0]);
    };
  }

  private static Series text(List<Object> cells) {
    var column = new TextColumn();
    for (Object cell : cells) {
      if (cell instanceof String text) {
        byte[] bytes = text.getBytes(UTF_8);
        column.add(bytes, 0, bytes.length);
      } else {
        column.addMissing();
      }
    }
    return column.build();
  }

  @Override
  public void write(Frame frame, Path path) throws IOException {
    List<String> names = frame.names();
    List<FlatType> types =
        names.stream().map(name -> FlatType.of(name, frame.column(name))).toList();
    MessageType schema = schema(names, types);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(path))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (int row = 0; row < frame.rows(); row++) {
        var group = new SimpleGroup(schema);
        for (int i = 0; i < names.size(); i++) {
          add(group, names.get(i), types.get(i), frame.column(names.get(i)), row);
        }
        writer.write(group);
      }
    }
  }

  private static MessageType schema(List<String> names, List<FlatType> types) {
    var schema = Types.buildMessage();
    for (int i = 0; i < names.size(); i++) {
      schema.addField(
          switch (types.get(i)) {
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(names.get(i));
            case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(names.get(i));
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(names.get(i));
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(names.get(i));
          });
    }
    return schema.named("schema");
  }

  private static void add(Group group, String name, FlatType type, Series column, int row) {
    if (column.isMissing(row)) {
      return;
    }
    Object value = column.value(row);
    switch (type) {
      case LONG -> group.add(name, (long) (Long) value);
      case DOUBLE -> group.add(name, ((Number) value).doubleValue());
      case BOOLEAN -> group.add(name, (boolean) (Boolean) value);
      case TEXT -> group.add(name, (String) value);
    }
  }

  /** Reads groups without a Hadoop configuration. */
  private static final class GroupReader extends ParquetReader.Builder<Group> {
    GroupReader(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
