package io.kinolake.udfs.spark;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A local folder for copies of remote media that is one owner's alone, below a folder that many
 * processes may share. Each owner holds a lock on a file beside its folder, which the operating
 * system frees however the process ends; who opens a folder removes those whose lock is free.
 * Thread-safe.
 */
final class SpoolFolder implements AutoCloseable {
  /** Tells this process's folders apart, since a process must not try its own locks. */
  private static final String PROCESS = UUID.randomUUID().toString();

  private static final String LOCK = ".lock";
  private static final String GATE = "gate";
  private static final Object GATE_OF_THIS_PROCESS = new Object();

  private final Path folder;
  private final FileChannel lock;

  private SpoolFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a folder for a new owner.
   *
   * @param root the shared folder; made when needed
   * @throws KinolakeException WRITE_FAILED
   */
  static SpoolFolder open(Path root) {
    try {
      Files.createDirectories(root);
      return behindGate(
          root,
          () -> {
            removeAbandoned(root);
            return make(root.resolve(PROCESS + "-" + UUID.randomUUID()));
          });
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Cannot make a folder for copies of remote media in '%s': %s. Check space and permissions."
              .formatted(root, e.getMessage()),
          e);
    }
  }

  /** Removes what processes that are no more have left; nothing where this process may not. */
  static void sweep(Path root) {
    if (!Files.isWritable(root)) {
      return;
    }
    try {
      behindGate(
          root,
          () -> {
            removeAbandoned(root);
            return root;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to remove abandoned copies in " + root, e);
    }
  }

  /**
   * A name in the folder that nothing has yet.
   *
   * @param name what the file is a copy of; its extension is kept
   */
  Path newFile(String name) {
    int dot = name.lastIndexOf('.');
    return folder.resolve(UUID.randomUUID() + (dot < 0 ? "" : name.substring(dot)));
  }

  /** Removes the folder with all that is in it. */
  @Override
  public void close() {
    try {
      removeTree(folder);
      Files.deleteIfExists(lockOf(folder));
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to remove " + folder, e);
    }
  }

  private static SpoolFolder make(Path folder) throws IOException {
    FileChannel lock = openLock(lockOf(folder));
    try {
      if (lock.tryLock() == null) {
        throw new IOException("somebody holds the new lock of " + folder);
      }
      return new SpoolFolder(Files.createDirectory(folder), lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** One process at a time, and one thread of it, so that no folder is seen before its lock. */
  private static <T> T behindGate(Path root, Action<T> action) throws IOException {
    synchronized (GATE_OF_THIS_PROCESS) {
      try (FileChannel gate = openLock(root.resolve(GATE))) {
        gate.lock(); // until the channel is closed
        return action.run();
      }
    }
  }

  private static void removeAbandoned(Path root) throws IOException {
    List<Path> locks;
    try (Stream<Path> entries = Files.list(root)) {
      locks = entries.filter(SpoolFolder::isLockOfAnother).toList();
    }
    for (Path file : locks) {
      try (FileChannel lock = openLock(file)) {
        if (lock.tryLock() != null) {
          removeTree(folderOf(file));
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isLockOfAnother(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(LOCK) && !name.startsWith(PROCESS);
  }

  private static Path folderOf(Path lock) {
    String name = lock.getFileName().toString();
    return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  private static Path lockOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  private static FileChannel openLock(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void removeTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException cause)
              throws IOException {
            if (cause != null) {
              throw cause;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private interface Action<T> {
    T run() throws IOException;
  }
}
