package io.kinolake.jobs.cli;

import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The files that a killed run was writing in a warehouse's own folder of clips. */
final class UnfinishedClips {
  private UnfinishedClips() {}

  /** Removes them; only for who holds the warehouse's lock, since a run at work has such files. */
  static void remove(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Remover());
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to remove unfinished clips in " + folder, e);
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (file.getFileName().toString().startsWith(LocalMediaStore.UNFINISHED)) {
        Files.delete(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
