package io.kinolake.jobs.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of a process of tests, which nobody stops. Tests that need a session of
 * their own have the tag {@link #OWN_PROCESS}.
 */
public final class SharedSpark {
  /** The tag of test classes that need a process for themselves. */
  public static final String OWN_PROCESS = "own-process";

  private static final SparkSession SESSION = start();

  private SharedSpark() {}

  public static SparkSession session() {
    return SESSION;
  }

  private static SparkSession start() {
    try {
      return SparkSessions.local("local[2]", Files.createTempDirectory("runtime").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
