package io.kinolake.jobs.exchange;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A folder of WebDataset's tar files, on any file system, whose samples have the tensors that
 * {@link TarSampleWriter} writes.
 *
 * @param tars names of the files in the folder
 */
record TarSampleFolder(Location folder, List<String> tars) implements SampleFolder {
  private static final String EXTENSION = ".tar";

  TarSampleFolder {
    tars = List.copyOf(tars);
  }

  /** The folder at a place, if there is a tar file in it. */
  static Optional<SampleFolder> at(Location place, Configuration hadoop) {
    Path path = HadoopPaths.of(place);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.getFileStatus(path).isDirectory()) {
        return Optional.empty();
      }
      List<String> tars =
          Arrays.stream(files.listStatus(path))
              .filter(FileStatus::isFile)
              .map(file -> file.getPath().getName())
              .filter(name -> name.endsWith(EXTENSION) && !name.equals(EXTENSION))
              .sorted()
              .toList();
      return tars.isEmpty() ? Optional.empty() : Optional.of(new TarSampleFolder(place, tars));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be listed: %s. Check its name and your rights."
              .formatted(place, e.getMessage()),
          e);
    }
  }

  @Override
  public String place() {
    return folder.text();
  }

  @Override
  public Dataset<String> pieces(SparkSession spark) {
    return spark.createDataset(tars, Encoders.STRING());
  }

  @Override
  public MapPartitionsFunction<String, Row> reader(String shards, Configuration hadoop) {
    return new TarSampleReader(folder, shards, hadoop);
  }
}
