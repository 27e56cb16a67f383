package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
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
    String file = warehouse + "/_kinolake/lock";
    try {
      return isLocal(warehouse)
          ? takeLocal(Path.of(file.replaceFirst("^file:/*", "/")), owner)
          : takeRemote(new org.apache.hadoop.fs.Path(file), hadoop, owner);
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

  private static boolean isLocal(String warehouse) {
    return warehouse.startsWith("file:") || !warehouse.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
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
    try (OutputStream out = files.create(file, /* overwrite= */ false)) {
      out.write(owner.getBytes(UTF_8));
    } catch (FileAlreadyExistsException e) {
      String holder = new String(files.open(file).readAllBytes(), UTF_8);
      throw busy(
          file.toString(),
          holder,
          "Wait until it has ended, or delete the object if it was killed.");
    }
    return new WarehouseLock(() -> files.delete(file, false));
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
