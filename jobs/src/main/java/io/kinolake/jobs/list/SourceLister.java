package io.kinolake.jobs.list;

import static org.apache.spark.sql.functions.col;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Lists what a source text names: a folder, a file, a glob, a text file of paths ({@code .txt},
 * {@code .lst}), or a {@link PathTable}.
 */
final class SourceLister {
  private final SparkSession spark;
  private final ListVideosSettings settings;

  SourceLister(SparkSession spark, ListVideosSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /**
   * The files, ordered by URI, each once.
   *
   * @throws KinolakeException BAD_ARGUMENT if the source does not exist or has no path column
   */
  List<ListedFile> list(Location source) {
    Map<String, ListedFile> byUri =
        files(source).stream()
            .collect(Collectors.toMap(ListedFile::uri, file -> file, (first, second) -> first));
    return byUri.values().stream().sorted(Comparator.comparing(ListedFile::uri)).toList();
  }

  private List<ListedFile> files(Location source) {
    String lower = source.text().toLowerCase(Locale.ROOT);
    if (lower.endsWith(".txt") || lower.endsWith(".lst")) {
      return paths(readLines(source), source);
    }
    PathTable table = new PathTable(spark, source);
    if (table.isTable()) {
      return paths(pathColumn(table), source);
    }
    return source.isLocal() ? localTree(source) : matches(source);
  }

  private List<ListedFile> localTree(Location source) {
    Path root = source.path();
    if (Files.isDirectory(root)) {
      return new LocalTree(this::isSource).list(root);
    }
    if (Files.exists(root)) {
      return List.of(LocalTree.entry(root, source.name()));
    }
    return matches(source);
  }

  private List<ListedFile> matches(Location pattern) {
    org.apache.hadoop.fs.Path path = HadoopPaths.of(pattern);
    try {
      FileSystem files = path.getFileSystem(hadoop());
      FileStatus[] matches = files.globStatus(path);
      if (matches == null || matches.length == 0) {
        throw noSuchSource(pattern);
      }
      List<ListedFile> found = new ArrayList<>();
      for (FileStatus match : matches) {
        addTree(files, match, found);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to list " + pattern, e);
    }
  }

  private void addTree(FileSystem files, FileStatus match, List<ListedFile> found)
      throws IOException {
    if (match.isFile()) {
      found.add(entry(match, match.getPath().getName()));
      return;
    }
    String prefix = match.getPath().toUri().getPath();
    if (HadoopPaths.locationOf(match.getPath()).isLocal()) {
      found.addAll(new LocalTree(this::isSource).list(Path.of(prefix)));
      return;
    }
    RemoteIterator<LocatedFileStatus> tree = files.listFiles(match.getPath(), /* recursive */ true);
    while (tree.hasNext()) {
      LocatedFileStatus file = tree.next();
      if (isSource(file.getPath().getName())) {
        String path = file.getPath().toUri().getPath();
        found.add(entry(file, path.substring(prefix.length()).replaceFirst("^/", "")));
      }
    }
  }

  /** What the entries of a list name; of a table, an entry without a path is null. */
  private List<ListedFile> paths(List<String> paths, Location list) {
    List<ListedFile> files = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      String text = paths.get(i);
      files.add(
          text == null || text.isBlank()
              ? UnusableEntry.empty(list, i + 1)
              : listedPath(text, list, i + 1));
    }
    return files;
  }

  private ListedFile listedPath(String text, Location list, int number) {
    try {
      return listedPath(Location.of(text));
    } catch (RuntimeException e) { // each file system has its own for URIs that it cannot take
      return UnusableEntry.malformed(list, number, e);
    }
  }

  private ListedFile listedPath(Location path) {
    if (path.isLocal()) {
      return LocalTree.entry(path.path(), path.name());
    }
    org.apache.hadoop.fs.Path remote = HadoopPaths.of(path);
    try {
      return entry(remote.getFileSystem(hadoop()).getFileStatus(remote), path.name());
    } catch (FileNotFoundException e) {
      return ListedFile.failed(
          path.text(),
          path.name(),
          new Failure(
              FailureCode.NOT_FOUND,
              "There is no object '" + path + "'. Remove it from the list, or bring it back."));
    } catch (IOException e) {
      return ListedFile.failed(
          path.text(),
          path.name(),
          new Failure(
              FailureCode.NOT_READABLE, "Cannot look up '" + path + "': " + e.getMessage()));
    }
  }

  private static ListedFile entry(FileStatus status, String relativePath) {
    Optional<String> tag =
        status instanceof EtagSource tagged
            ? Optional.ofNullable(tagged.getEtag())
            : Optional.empty();
    return ListedFile.found(
        HadoopPaths.locationOf(status.getPath()).text(),
        relativePath,
        status.getLen(),
        status.getModificationTime() * 1000,
        tag);
  }

  private List<String> readLines(Location source) {
    org.apache.hadoop.fs.Path path = HadoopPaths.of(source);
    try (InputStream in = path.getFileSystem(hadoop()).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (FileNotFoundException e) {
      throw noSuchSource(source);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read the list " + source, e);
    }
  }

  private static List<String> pathColumn(PathTable table) {
    return table
        .rows()
        .select(col(PathTable.PATH).cast(DataTypes.StringType))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private boolean isSource(String name) {
    return settings.kindOf(name).isPresent();
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }

  private static KinolakeException noSuchSource(Location source) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "There is nothing at '" + source + "'. Give --videos a folder, glob, list or table.");
  }
}
