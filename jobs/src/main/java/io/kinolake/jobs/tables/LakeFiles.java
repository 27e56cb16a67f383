package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Plain files beside the tables, such as the report, on whatever the warehouse lies. */
public final class LakeFiles {
  private final Configuration hadoop;

  public LakeFiles(Lake lake) {
    this.hadoop = lake.spark().sessionState().newHadoopConf();
  }

  public boolean exists(String file) {
    Path path = pathOf(file);
    try {
      return fileSystem(path).exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to look for " + file, e);
    }
  }

  /**
   * One file of a folder.
   *
   * @param path as {@link #delete} takes it
   * @param relative below the folder, with forward slashes
   * @param modifiedMs milliseconds since 1970
   */
  public record StoredFile(String path, String relative, long bytes, long modifiedMs) {}

  /** The files of a folder and the folders in it; none where there is no such folder. */
  public List<StoredFile> list(String folder) {
    Path root = pathOf(folder);
    List<StoredFile> found = new ArrayList<>();
    try {
      FileSystem files = fileSystem(root);
      if (!files.exists(root)) {
        return found;
      }
      String prefix = files.makeQualified(root).toUri().getPath();
      RemoteIterator<LocatedFileStatus> tree = files.listFiles(root, /* recursive= */ true);
      while (tree.hasNext()) {
        LocatedFileStatus file = tree.next();
        String path = file.getPath().toUri().getPath();
        found.add(
            new StoredFile(
                HadoopPaths.locationOf(file.getPath()).text(),
                path.substring(prefix.length()).replaceFirst("^/", ""),
                file.getLen(),
                file.getModificationTime()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to list " + folder, e);
    }
    return found;
  }

  /** What a folder takes with all that is in it, bytes; 0 where there is none. */
  public long size(String folder) {
    Path root = pathOf(folder);
    try {
      FileSystem files = fileSystem(root);
      return files.exists(root) ? files.getContentSummary(root).getLength() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to measure " + folder, e);
    }
  }

  /**
   * Removes a file.
   *
   * @return its length in bytes; empty if there was none
   */
  public OptionalLong delete(String file) {
    Path path = pathOf(file);
    try {
      FileSystem files = fileSystem(path);
      if (!files.exists(path)) {
        return OptionalLong.empty();
      }
      long bytes = files.getFileStatus(path).getLen();
      files.delete(path, /* recursive= */ false);
      return OptionalLong.of(bytes);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Cannot remove '%s': %s. Check permissions, and run the command again."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Writes a text file, replacing an older one when the new one is complete. */
  public void write(String file, String text) {
    Path target = pathOf(file);
    Path temporary = new Path(target.getParent(), "." + target.getName() + ".part");
    try {
      FileSystem files = fileSystem(target);
      try (OutputStream out = files.create(temporary, /* overwrite= */ true)) {
        out.write(text.getBytes(UTF_8));
      }
      files.delete(target, /* recursive= */ false);
      if (!files.rename(temporary, target)) {
        throw new IOException("cannot rename " + temporary + " to " + target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to write " + file, e);
    }
  }

  private static Path pathOf(String file) {
    return HadoopPaths.of(Location.of(file));
  }

  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    files.setWriteChecksum(false); // nobody wants .crc files beside a report
    return files;
  }
}
