package io.kinolake.jobs.tables;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local files without its child processes. Where its native library is missing, as it is
 * beside most JVMs, Hadoop runs {@code chmod} for every file it makes and {@code readlink} for
 * every name of a rename: dozens of processes for each commit of a table.
 */
final class DirectLocalFiles extends RawLocalFileSystem {
  private static final String MODE = "unix:mode";

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    try {
      Files.setAttribute(pathToFile(path).toPath(), MODE, (int) permission.toShort());
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      super.setPermission(path, permission); // a system of another kind
    }
  }

  @Override
  public FileStatus getFileLinkStatus(Path path) throws IOException {
    return Files.isSymbolicLink(pathToFile(path).toPath())
        ? super.getFileLinkStatus(path)
        : getFileStatus(path);
  }
}
