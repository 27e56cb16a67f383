package io.kinolake.jobs.exchange;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder in the making: it grows in a hidden folder beside its place and gets its name by
 * a rename. Closing removes what was not published. Not thread-safe.
 */
final class PendingOutput implements AutoCloseable {
  private final FileContext files;
  private final Path target;
  private final Path work;

  private PendingOutput(FileContext files, Path target) {
    this.files = files;
    this.target = target;
    this.work = new Path(target.getParent(), ".kinolake-" + UUID.randomUUID());
  }

  static PendingOutput of(String output, Configuration hadoop) {
    Configuration settings = new Configuration(hadoop);
    // Hadoop's own local files come with hidden checksum files that forbid later edits.
    settings.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
    Path target = HadoopPaths.of(Location.of(output));
    try {
      FileContext files = FileContext.getFileContext(target.toUri(), settings);
      return new PendingOutput(files, files.makeQualified(target));
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to open " + output, e);
    }
  }

  Path target() {
    return target;
  }

  /** A place for files in the making. */
  Path work(String name) {
    return new Path(work, name);
  }

  boolean exists() {
    try {
      return files.util().exists(target);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Joins the part files of a folder in their order, below an optional first line. */
  void join(Path parts, List<String> firstLines, Path joined) {
    try (OutputStream out =
        files.create(
            joined,
            EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
            Options.CreateOpts.createParent())) {
      for (String line : firstLines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      for (Path part : parts(parts)) {
        try (InputStream in = files.open(part)) {
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The part files that Spark wrote to a folder, in their order. */
  List<Path> parts(Path folder) {
    try {
      return Arrays.stream(files.util().listStatus(folder))
          .map(FileStatus::getPath)
          .filter(path -> path.getName().startsWith("part-"))
          .sorted(Comparator.comparing(Path::getName))
          .toList();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Gives the files of a folder that end so numbers for names, {@code 000000} first. */
  void number(Path folder, String ending) {
    try {
      List<Path> found =
          Arrays.stream(files.util().listStatus(folder))
              .map(FileStatus::getPath)
              .filter(path -> path.getName().endsWith(ending))
              .sorted(Comparator.comparing(Path::getName))
              .toList();
      for (int i = 0; i < found.size(); i++) {
        files.rename(found.get(i), new Path(folder, "%06d%s".formatted(i, ending)));
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes a part of what is in the making. */
  void discard(Path path) {
    try {
      files.delete(path, true);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Makes a folder in the making. */
  void makeFolder(Path folder) {
    try {
      files.mkdir(folder, null, true);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Gives the finished file or folder its name; a file that has it is replaced. */
  void publish(Path finished) {
    try {
      if ("file".equals(target.toUri().getScheme())) {
        Files.move(
            java.nio.file.Path.of(finished.toUri().getPath()),
            java.nio.file.Path.of(target.toUri().getPath()),
            StandardCopyOption.ATOMIC_MOVE);
      } else {
        files.rename(finished, target, Options.Rename.OVERWRITE);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      if (files.util().exists(work)) {
        files.delete(work, true);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private KinolakeException failed(IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "Cannot write '%s': %s. Check the place, its permissions and its free space."
            .formatted(target, cause.getMessage()),
        cause);
  }
}
