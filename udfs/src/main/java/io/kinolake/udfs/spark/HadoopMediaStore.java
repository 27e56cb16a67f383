package io.kinolake.udfs.spark;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Media on any Hadoop file system. Local files are used where they lie; others are copied to a
 * folder of this executor for as long as they are open. Thread-safe.
 */
public final class HadoopMediaStore implements MediaStore {
  private final Configuration configuration;
  private final Path spool;
  private final LocalMediaStore local = new LocalMediaStore();

  /**
   * @param configuration read for the file systems' settings
   * @param spool a local folder for copies; made when needed
   */
  public HadoopMediaStore(Configuration configuration, Path spool) {
    this.configuration = configuration;
    this.spool = spool;
  }

  @Override
  public LocalMedia open(String uri) {
    if (isLocal(uri)) {
      return local.open(uri);
    }
    Path copy = spoolFile(uri);
    org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(uri);
    try {
      Files.createDirectories(spool);
      fileSystem(remote).copyToLocalFile(false, remote, hadoopPath(copy), true);
      return new SpooledCopy(copy);
    } catch (FileNotFoundException e) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no object '" + uri + "'. It may have been removed since it was listed.",
          e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "Cannot fetch '" + uri + "': " + e.getMessage() + ". Check credentials and endpoint.",
          e);
    }
  }

  @Override
  public PendingFile create(String uri) {
    return isLocal(uri) ? local.create(uri) : new UploadedFile(uri, spoolFile(uri));
  }

  @Override
  public void delete(String uri) {
    if (isLocal(uri)) {
      local.delete(uri);
      return;
    }
    org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(uri);
    try {
      fileSystem(remote).delete(remote, false);
    } catch (IOException e) {
      throw writeFailed(uri, e);
    }
  }

  private FileSystem fileSystem(org.apache.hadoop.fs.Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  private Path spoolFile(String uri) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return spool.resolve(UUID.randomUUID() + (dot < 0 ? "" : name.substring(dot)));
  }

  private static boolean isLocal(String uri) {
    return uri.startsWith("file:") || !uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
  }

  private static org.apache.hadoop.fs.Path hadoopPath(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  private static KinolakeException writeFailed(String uri, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "Cannot write '" + uri + "': " + cause.getMessage() + ". Check credentials and endpoint.",
        cause);
  }

  private record SpooledCopy(Path path) implements LocalMedia {
    @Override
    public void close() {
      deleteCopy(path);
    }
  }

  private static void deleteCopy(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw writeFailed(path.toString(), e);
    }
  }

  private final class UploadedFile implements PendingFile {
    private final String uri;
    private final Path temporary;

    UploadedFile(String uri, Path temporary) {
      this.uri = uri;
      this.temporary = temporary;
      try {
        Files.createDirectories(spool);
      } catch (IOException e) {
        throw writeFailed(spool.toString(), e);
      }
    }

    @Override
    public Path path() {
      return temporary;
    }

    @Override
    public void commit() {
      org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(uri);
      try {
        // Object stores show an upload when it is complete, so no rename is needed there.
        fileSystem(remote).copyFromLocalFile(false, true, hadoopPath(temporary), remote);
      } catch (IOException e) {
        throw writeFailed(uri, e);
      }
    }

    @Override
    public void close() {
      deleteCopy(temporary);
    }
  }
}
