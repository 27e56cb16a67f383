package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;

/**
 * Lets one refresh at a time write to a warehouse. On a local warehouse the operating system frees
 * the lock when its process ends, however it ends; on a remote one it is an object that a killed
 * process leaves behind, and the message says how to remove it.
 */
public final class WarehouseLock implements AutoCloseable {
  private final ReleaseAction release;
  private boolean released;

  private WarehouseLock(ReleaseAction release) {
    this.release = release;
  }

  /**
   * Takes the lock.
   *
   * @param owner who takes it, for the message that others get
   * @throws KinolakeException BUSY if somebody else has it
   */
  public static WarehouseLock take(String warehouse, Configuration hadoop, String owner) {
    Location file = Location.of(warehouse).resolve("_kinolake/lock");
    try {
      return file.isLocal()
          ? takeLocal(file.path(), owner)
          : takeRemote(HadoopPaths.of(file), hadoop, owner);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to lock warehouse " + warehouse, e);
    }
  }

  @Override
  public void close() {
    if (released) {
      return;
    }
    released = true;
    try {
      release.run();
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to unlock the warehouse", e);
    }
  }

  private static WarehouseLock takeLocal(Path file, String owner) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // held by this process
    }
    if (lock == null) {
      channel.close();
      throw busy(file.toString(), Files.readString(file, UTF_8), "Wait until it has ended.");
    }
    channel.truncate(0);
    channel.write(UTF_8.encode(owner));
    return new WarehouseLock(channel::close);
  }

  private static WarehouseLock takeRemote(
      org.apache.hadoop.fs.Path file, Configuration hadoop, String owner) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    String mine = owner + " since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    FSDataOutputStreamBuilder<?, ?> writing = files.createFile(file);
    writing.recursive();
    writing.overwrite(false);
    // Where a store can: whoever writes second fails, even if both saw no lock before.
    writing.opt(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    try (OutputStream out = writing.build()) {
      out.write(mine.getBytes(UTF_8));
    } catch (IOException e) {
      if (!files.exists(file)) {
        throw e;
      }
      throw busy(
          file.toString(),
          content(files, file),
          "Wait until it has ended, or delete the object if it was killed.");
    }
    return new WarehouseLock(() -> files.delete(file, false));
  }

  private static String content(FileSystem files, org.apache.hadoop.fs.Path file)
      throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static KinolakeException busy(String file, String holder, String advice) {
    return new KinolakeException(
        FailureCode.BUSY,
        "Another run is writing to this warehouse (%s holds %s). %s"
            .formatted(holder, file, advice));
  }

  private interface ReleaseAction {
    void run() throws IOException;
  }
}
