package io.kinolake.jobs.config;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The table of captions that the captioner {@code sidecar} looks into before files. */
record SidecarTable(Location place) {

  /**
   * The captioner. Reads the table, to know its content.
   *
   * @throws KinolakeException BAD_CONFIG if it cannot be read
   */
  SidecarCaptioner toCaptioner() {
    try {
      String digest = Fingerprint.ofBytes(content()).value();
      return SidecarCaptioner.withTable(place.text(), digest);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The table of captions '%s' cannot be read (%s). Correct caption.sidecar-table, or leave it out."
              .formatted(place, e.getClass().getSimpleName()),
          e);
    }
  }

  private byte[] content() throws IOException {
    if (place.isLocal()) {
      return Files.readAllBytes(place.path());
    }
    Path remote = HadoopPaths.of(place);
    // Stores are reached with the settings of the session that runs the steps.
    try (InputStream in =
        remote.getFileSystem(SparkSession.active().sessionState().newHadoopConf()).open(remote)) {
      return in.readAllBytes();
    }
  }
}
