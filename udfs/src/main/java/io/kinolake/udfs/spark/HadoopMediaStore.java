package io.kinolake.udfs.spark;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.Location;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Media on any Hadoop file system. Local files are used where they lie; others are copied to a
 * folder of this process for as long as they are open. Thread-safe.
 */
public final class HadoopMediaStore implements MediaStore, AutoCloseable {
  private final Configuration configuration;
  private final Path spoolRoot;
  private final LocalMediaStore local = new LocalMediaStore();
  private SpoolFolder spool;

  /**
   * @param configuration read for the file systems' settings
   * @param spoolRoot a local folder for copies, which other stores and processes may share; made
   *     when needed
   */
  public HadoopMediaStore(Configuration configuration, Path spoolRoot) {
    this.configuration = configuration;
    this.spoolRoot = spoolRoot;
  }

  @Override
  public LocalMedia open(String uri) {
    Location source = Location.of(uri);
    if (source.isLocal()) {
      return local.open(uri);
    }
    Path copy = spool().newFile(source.name());
    try {
      fetch(source, copy);
      return new SpooledCopy(copy);
    } catch (FileNotFoundException e) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no object '" + source + "'. It may have been removed since it was listed.",
          e);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "Cannot fetch '" + source + "': " + e.getMessage() + ". Check credentials and endpoint.",
          e);
    }
  }

  @Override
  public PendingFile create(String uri) {
    Location target = Location.of(uri);
    return target.isLocal()
        ? local.create(uri)
        : new UploadedFile(target, spool().newFile(target.name()));
  }

  @Override
  public void delete(String uri) {
    Location file = Location.of(uri);
    if (file.isLocal()) {
      local.delete(uri);
      return;
    }
    try {
      fileSystem(file).delete(HadoopPaths.of(file), false);
    } catch (IOException e) {
      throw writeFailed(file.text(), e);
    }
  }

  /** Removes the copies that are still there. */
  @Override
  public synchronized void close() {
    if (spool != null) {
      spool.close();
      spool = null;
    }
  }

  private synchronized SpoolFolder spool() {
    if (spool == null) {
      spool = SpoolFolder.open(spoolRoot);
    }
    return spool;
  }

  private void fetch(Location source, Path copy) throws IOException {
    org.apache.hadoop.fs.Path remote = HadoopPaths.of(source);
    FileSystem files = fileSystem(source);
    if (files.getFileStatus(remote).isDirectory()) {
      throw new IOException("it is a folder");
    }
    try {
      files.copyToLocalFile(false, remote, hadoopPath(copy), true);
    } catch (IOException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  private FileSystem fileSystem(Location place) throws IOException {
    return HadoopPaths.of(place).getFileSystem(configuration);
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
    private final Location target;
    private final Path temporary;

    UploadedFile(Location target, Path temporary) {
      this.target = target;
      this.temporary = temporary;
    }

    @Override
    public Path path() {
      return temporary;
    }

    @Override
    public void commit() {
      try {
        // Object stores show an upload when it is complete, so no rename is needed there.
        fileSystem(target)
            .copyFromLocalFile(false, true, hadoopPath(temporary), HadoopPaths.of(target));
      } catch (IOException e) {
        throw writeFailed(target.text(), e);
      }
    }

    @Override
    public void close() {
      deleteCopy(temporary);
    }
  }
}
