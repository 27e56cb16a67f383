package io.kinolake.jobs.exchange;

import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Places one clip's file and label below a folder and gives its line of {@code data.jsonl}: {@code
 * file} and {@code captions}, which training reads, then the columns. Runs on executors; doing a
 * row twice does no harm.
 */
final class SampleWriter implements MapFunction<Row, String> {
  private static final long serialVersionUID = 1L;
  private static final int ID_LENGTH = 12;

  private final Location folder;
  private final SerializableConfiguration configuration;
  private final List<String> columns;

  /**
   * @param folder where {@code labels} and {@code videos} are
   * @param columns those that the lines carry
   */
  SampleWriter(Location folder, Configuration hadoop, List<String> columns) {
    this.folder = folder;
    this.configuration = new SerializableConfiguration(hadoop);
    this.columns = List.copyOf(columns);
  }

  @Override
  public String call(Row row) throws IOException {
    String source = row.getAs(MetaColumns.PATH.name());
    String text = row.getAs(MetaColumns.TEXT.name());
    String name = nameOf(row);
    String video = "videos/" + name + extension(source);
    String label = "labels/" + name + ".txt";
    place(Location.of(source), folder.resolve(video));
    writeLabel(text == null ? "" : text, folder.resolve(label));

    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", video);
    line.put("captions", text);
    line.put("label", label);
    Map<String, Object> values = RowLine.values(row);
    columns.forEach(column -> line.putIfAbsent(column, values.get(column)));
    return RowLine.json(line);
  }

  /** The clip's name, told apart from others of the same name by its id. */
  private static String nameOf(Row row) {
    String stem = row.getAs(MetaColumns.ID.name());
    String id = row.getAs(ClipTable.CLIP_ID.name());
    return stem + "_" + id.substring(0, Math.min(ID_LENGTH, id.length()));
  }

  private static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot) : "";
  }

  private void place(Location source, Location target) throws IOException {
    if (source.isLocal() && target.isLocal()) {
      linkOrCopy(source.path(), target.path());
      return;
    }
    Path from = HadoopPaths.of(source);
    Path to = HadoopPaths.of(target);
    FileUtil.copy(fileSystem(from), from, fileSystem(to), to, false, true, configuration.value());
  }

  private static void linkOrCopy(java.nio.file.Path from, java.nio.file.Path to)
      throws IOException {
    Files.deleteIfExists(to);
    try {
      Files.createLink(to, from);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to); // another disk, or a file system without links
    }
  }

  private void writeLabel(String text, Location target) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (target.isLocal()) {
      Files.write(target.path(), bytes);
      return;
    }
    Path label = HadoopPaths.of(target);
    try (OutputStream out = fileSystem(label).create(label, true)) {
      out.write(bytes);
    }
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration.value());
  }
}
