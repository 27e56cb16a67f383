package io.kinolake.jobs.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Plain files beside the tables, such as the report, on whatever the warehouse lies. */
public final class LakeFiles {
  private final Configuration hadoop;

  public LakeFiles(Lake lake) {
    this.hadoop = lake.spark().sessionState().newHadoopConf();
  }

  public boolean exists(String file) {
    Path path = new Path(file);
    try {
      return fileSystem(path).exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to look for " + file, e);
    }
  }

  /** Writes a text file, replacing an older one when the new one is complete. */
  public void write(String file, String text) {
    Path target = new Path(file);
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

  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    files.setWriteChecksum(false); // nobody wants .crc files beside a report
    return files;
  }
}
