package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/** The formats a table may have; the path decides. */
public enum TableFormat {
  CSV,
  PARQUET,
  DELTA;

  private static final String DELTA_LOG = "_delta_log";
  private static final String DELTA_IO = "io.kinolake.jobs.tables.DeltaFrames";

  /**
   * CSV or Parquet by the ending .csv or .parquet; Delta for a folder with a Delta log, a name that
   * ends in .delta, and a name without any dot where nothing stands yet.
   *
   * @throws KinolakeException with code BAD_ARGUMENT for any other name
   */
  public static TableFormat of(Path path) {
    return find(path)
        .orElseThrow(
            () ->
                new KinolakeException(
                    BAD_ARGUMENT,
                    "Unsupported table format: '%s'. Use a .csv or .parquet file or a Delta table."
                        .formatted(path)));
  }

  private static Optional<TableFormat> find(Path path) {
    String name = String.valueOf(path.getFileName());
    if (isDelta(path)) {
      return Optional.of(DELTA);
    } else if (name.endsWith(".csv")) {
      return Optional.of(CSV);
    } else if (name.endsWith(".parquet")) {
      return Optional.of(PARQUET);
    } else if (name.endsWith(".delta") || (!name.contains(".") && !Files.exists(path))) {
      return Optional.of(DELTA);
    }
    return Optional.empty();
  }

  /** Whether a Delta table stands there. */
  public static boolean isDelta(Path path) {
    return Files.isDirectory(path.resolve(DELTA_LOG));
  }

  /** Reads the table. */
  public static Frame read(Path path) throws IOException {
    return of(path).io().read(path);
  }

  /**
   * Writes the table, making folders as needed. A file appears under its name only when it is
   * complete.
   */
  public static void write(Frame frame, Path path) throws IOException {
    TableFormat format = of(path);
    Path folder = path.toAbsolutePath().normalize().getParent();
    Files.createDirectories(folder);
    if (format == DELTA) {
      format.io().write(frame, path);
      return;
    }
    Path partial = folder.resolve(".kinolake-" + UUID.randomUUID() + ".partial");
    try {
      format.io().write(frame, partial);
      replace(partial, path);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void replace(Path partial, Path path) throws IOException {
    try {
      Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private TableIo io() {
    return switch (this) {
      case CSV -> new CsvFrames();
      case PARQUET -> new ParquetFrames();
      case DELTA -> delta();
    };
  }

  /** Delta is loaded by name: small commands on CSV never pay for Spark's classes. */
  private static TableIo delta() {
    try {
      return Class.forName(DELTA_IO)
          .asSubclass(TableIo.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(DELTA_IO + " must have a public constructor", e);
    }
  }
}
