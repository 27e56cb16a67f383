package io.kinolake.udfs.store;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Local files, by path or {@code file:} URI. */
public final class LocalMediaStore implements MediaStore {
  /** Begins the name of a file that is still being written; nothing else begins so. */
  public static final String UNFINISHED = ".part-";

  @Override
  public LocalMedia open(String uri) {
    Path path = Location.of(uri).path();
    if (!Files.exists(path)) {
      throw new KinolakeException(
          FailureCode.NOT_FOUND,
          "There is no file '" + path + "'. It may have been removed since it was listed.");
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "File '" + path + "' cannot be read. Check its permissions.");
    }
    return new OpenedFile(path);
  }

  @Override
  public PendingFile create(String uri) {
    Path target = Location.of(uri).path();
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw writeFailed(target, e);
    }
    return new RenamedFile(target);
  }

  @Override
  public void delete(String uri) {
    Path path = Location.of(uri).path();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw writeFailed(path, e);
    }
  }

  private static KinolakeException writeFailed(Path path, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "Cannot write '" + path + "': " + cause.getMessage() + ". Check space and permissions.",
        cause);
  }

  private record OpenedFile(Path path) implements LocalMedia {
    @Override
    public void close() {}
  }

  private static final class RenamedFile implements PendingFile {
    private final Path target;
    private final Path temporary;

    RenamedFile(Path target) {
      this.target = target;
      // Hidden and with the extension last, so that a listing skips it and FFmpeg knows the format.
      this.temporary =
          target.resolveSibling(UNFINISHED + UUID.randomUUID() + "-" + target.getFileName());
    }

    @Override
    public Path path() {
      return temporary;
    }

    @Override
    public void commit() {
      try {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw writeFailed(target, e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        throw writeFailed(temporary, e);
      }
    }
  }
}
