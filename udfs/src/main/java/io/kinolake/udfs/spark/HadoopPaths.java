package io.kinolake.udfs.spark;

import io.kinolake.udfs.store.Location;
import org.apache.hadoop.fs.Path;

/** Hadoop's paths for places. */
public final class HadoopPaths {
  private HadoopPaths() {}

  /** The path of a place, whatever characters its name has. */
  public static Path of(Location place) {
    return place.isLocal() ? new Path(place.path().toUri()) : new Path(place.text());
  }

  /** The place of a path that a Hadoop file system gave. */
  public static Location locationOf(Path path) {
    return "file".equals(path.toUri().getScheme())
        ? Location.of(path.toUri().getPath())
        : Location.of(path.toString());
  }
}
