package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;

/**
 * Lets one refresh at a time write to a warehouse. On a local warehouse the operating system frees
 * the lock when its process ends, however it ends; on a remote one it is a {@link LeasedLock}.
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
   * @param lost told, on another thread, if a remote lock was not renewed in time, so that somebody
   *     else may write as well
   * @throws KinolakeException BUSY if somebody else has it
   */
  public static WarehouseLock take(
      String warehouse, Configuration hadoop, String owner, Runnable lost) {
    Location file = Location.of(warehouse).resolve("_kinolake/lock");
    try {
      if (file.isLocal()) {
        return takeLocal(file.path(), owner);
      }
      org.apache.hadoop.fs.Path place = HadoopPaths.of(file);
      LeasedLock lock =
          LeasedLock.take(place.getFileSystem(hadoop), place, owner, LeasedLock.Terms.USUAL, lost);
      return new WarehouseLock(lock::close);
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

  static KinolakeException busy(String file, String holder, String advice) {
    return new KinolakeException(
        FailureCode.BUSY,
        "Another run is writing to this warehouse (%s holds %s). %s"
            .formatted(holder, file, advice));
  }

  private interface ReleaseAction {
    void run() throws IOException;
  }
}
