package io.kinolake.jobs.list;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
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
  List<ListedFile> list(String source) {
    Map<String, ListedFile> byUri =
        files(source).stream()
            .collect(Collectors.toMap(ListedFile::uri, file -> file, (first, second) -> first));
    return byUri.values().stream().sorted(Comparator.comparing(ListedFile::uri)).toList();
  }

  /** The text under which a source is remembered: absolute where it is a local path. */
  static String normalise(String source) {
    if (isRemote(source)) {
      return source;
    }
    String path = source.startsWith("file:") ? source.replaceFirst("^file:/*", "/") : source;
    return Path.of(path).toAbsolutePath().normalize().toString();
  }

  private List<ListedFile> files(String source) {
    String lower = source.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".txt") || lower.endsWith(".lst")) {
      return paths(readLines(source));
    }
    if (PathTable.isTable(spark, source)) {
      return paths(pathColumn(source));
    }
    return isRemote(source) ? remoteTree(source) : localTree(Path.of(source));
  }

  private List<ListedFile> localTree(Path root) {
    if (Files.isDirectory(root)) {
      return new LocalTree(this::isSource).list(root);
    }
    if (Files.exists(root)) {
      return List.of(LocalTree.entry(root, root.getFileName().toString()));
    }
    if (root.toString().matches(".*[*?\\[{].*")) {
      return remoteTree(
          root.toUri()
              .toString()
              .replace("%7B", "{")
              .replace("%7D", "}")
              .replace("%5B", "[")
              .replace("%5D", "]")
              .replace("%3F", "?"));
    }
    throw noSuchSource(root.toString());
  }

  private List<ListedFile> remoteTree(String pattern) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(pattern);
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
    if (match.getPath().toUri().getScheme().equals("file")) {
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

  private List<ListedFile> paths(List<String> paths) {
    return paths.stream().map(this::listedPath).toList();
  }

  private ListedFile listedPath(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!isRemote(path)) {
      return LocalTree.entry(Path.of(normalise(path)), name);
    }
    org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(path);
    try {
      return entry(remote.getFileSystem(hadoop()).getFileStatus(remote), name);
    } catch (FileNotFoundException e) {
      return ListedFile.failed(
          path,
          name,
          new Failure(
              FailureCode.NOT_FOUND,
              "There is no object '" + path + "'. Remove it from the list, or bring it back."));
    } catch (IOException e) {
      return ListedFile.failed(
          path,
          name,
          new Failure(
              FailureCode.NOT_READABLE, "Cannot look up '" + path + "': " + e.getMessage()));
    }
  }

  private static ListedFile entry(FileStatus status, String relativePath) {
    Optional<String> tag =
        status instanceof EtagSource tagged
            ? Optional.ofNullable(tagged.getEtag())
            : Optional.empty();
    URI uri = status.getPath().toUri();
    return ListedFile.found(
        "file".equals(uri.getScheme()) ? uri.getPath() : status.getPath().toString(),
        relativePath,
        status.getLen(),
        status.getModificationTime() * 1000,
        tag);
  }

  private List<String> readLines(String source) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(hadoopText(source));
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

  private List<String> pathColumn(String source) {
    return new PathTable(spark, source)
            .rows()
            .select(PathTable.PATH)
            .where(PathTable.PATH + " is not null")
            .collectAsList()
            .stream()
            .map(row -> row.get(0).toString())
            .toList();
  }

  /** Local paths may hold characters that a URI may not. */
  static String hadoopText(String source) {
    return isRemote(source) ? source : Path.of(source).toAbsolutePath().toUri().toString();
  }

  private boolean isSource(String name) {
    return settings.kindOf(name).isPresent();
  }

  private Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }

  private static boolean isRemote(String source) {
    return source.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !source.startsWith("file:");
  }

  private static KinolakeException noSuchSource(String source) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "There is nothing at '" + source + "'. Give --videos a folder, glob, list or table.");
  }
}
