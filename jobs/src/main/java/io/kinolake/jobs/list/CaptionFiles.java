package io.kinolake.jobs.list;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * Looks for caption files beside listed sources, so that an edited one is noticed. Costs one
 * listing of each folder that holds a source.
 */
final class CaptionFiles {
  private final SparkSession spark;

  CaptionFiles(SparkSession spark) {
    this.spark = spark;
  }

  /** The same sources in the same order, with a digest of the captions beside each. */
  List<ListedFile> markedOn(List<ListedFile> sources) {
    Map<String, Map<String, List<String>>> versionsByFolder = new HashMap<>();
    List<ListedFile> marked = new ArrayList<>(sources.size());
    for (ListedFile source : sources) {
      if (source.failure().isPresent()) {
        marked.add(source);
        continue;
      }
      int slash = source.uri().lastIndexOf('/');
      Map<String, List<String>> versions =
          versionsByFolder.computeIfAbsent(source.uri().substring(0, slash + 1), this::versions);
      marked.add(
          digest(versions, source.uri().substring(slash + 1))
              .map(source::withCaptions)
              .orElse(source));
    }
    return marked;
  }

  private static Optional<Fingerprint> digest(Map<String, List<String>> versions, String name) {
    List<String> own = new ArrayList<>();
    // Clips of sources that differ by their extension alone are named after the whole name.
    for (String stem : List.of(name, SidecarCaptioner.stemOf(name))) {
      own.addAll(versions.getOrDefault(stem, List.of()));
    }
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(Fingerprint.of(own.stream().sorted().distinct().toArray()));
  }

  /** A digest of each caption file of a folder, by the sources it may belong to. */
  private Map<String, List<String>> versions(String folder) {
    Map<String, List<String>> versions = new HashMap<>();
    BiConsumer<String, Fingerprint> found =
        (name, version) ->
            SidecarCaptioner.sourcesOf(name)
                .forEach(
                    source ->
                        versions
                            .computeIfAbsent(source, s -> new ArrayList<>())
                            .add(version.value()));
    try {
      Location place = Location.of(folder);
      if (place.isLocal()) {
        listLocal(place.path(), found);
      } else {
        listRemote(HadoopPaths.of(place), found);
      }
      return versions;
    } catch (FileNotFoundException | NoSuchFileException | AccessDeniedException e) {
      return Map.of(); // what is wrong with its sources, the steps that open them tell
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to look for captions in " + folder, e);
    }
  }

  private static void listLocal(java.nio.file.Path folder, BiConsumer<String, Fingerprint> found)
      throws IOException {
    try (DirectoryStream<java.nio.file.Path> files = Files.newDirectoryStream(folder)) {
      for (java.nio.file.Path file : files) {
        String name = file.getFileName().toString();
        if (SidecarCaptioner.isCaptionFile(name) && Files.isRegularFile(file)) {
          long bytes = Files.size(file);
          found.accept(name, Fingerprint.of(name, bytes, Files.getLastModifiedTime(file)));
        }
      }
    }
  }

  private void listRemote(Path folder, BiConsumer<String, Fingerprint> found) throws IOException {
    RemoteIterator<FileStatus> files =
        folder.getFileSystem(spark.sessionState().newHadoopConf()).listStatusIterator(folder);
    while (files.hasNext()) {
      FileStatus file = files.next();
      String name = file.getPath().getName();
      if (file.isFile() && SidecarCaptioner.isCaptionFile(name)) {
        found.accept(name, Fingerprint.of(name, file.getLen(), changeOf(file)));
      }
    }
  }

  /** What changes with a remote file's content: the store's tag, or the time where it has none. */
  static Object changeOf(FileStatus file) {
    String tag = file instanceof EtagSource tagged ? tagged.getEtag() : null;
    return tag == null ? file.getModificationTime() : tag;
  }
}
