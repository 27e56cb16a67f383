package io.kinolake.jobs.doctor;

import io.kinolake.jobs.tables.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Whether Spark starts and runs a job. */
final class SparkCheck {
  private static final String SUBJECT = "Spark";

  private SparkCheck() {}

  static Finding skipped() {
    return Finding.skipped(SUBJECT, "not started, as you wish");
  }

  static Finding start(String master) {
    long started = System.nanoTime();
    try {
      Path runtime = Files.createTempDirectory("kinolake-doctor");
      runtime.toFile().deleteOnExit();
      try (SparkSession spark = SparkSessions.local(master, runtime.toString())) {
        long rows = spark.range(0, 100, 1, 2).count();
        double seconds = (System.nanoTime() - started) / 1e9;
        return rows == 100
            ? Finding.good(
                SUBJECT,
                String.format(
                    Locale.ROOT, "%s on %s, ready in %.1f s", spark.version(), master, seconds))
            : Finding.broken(SUBJECT, "counts " + rows + " of 100 rows. Install it again.");
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      return Finding.broken(
          SUBJECT,
          "does not start on %s (%s). Look at it with --verbose, or try --master local[1]."
              .formatted(master, e));
    }
  }
}
