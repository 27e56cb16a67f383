package io.kinolake.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file {@code conf/spark-defaults.conf}. What it says of file systems holds without
 * spark-submit as well; the rest is for clusters.
 */
record SparkDefaults(Map<String, String> settings) {
  /** Property: the file's path; the launcher sets it where spark-submit does not read the file. */
  static final String FILE = "kinolake.spark.defaults";

  private static final String FILE_SYSTEMS = "spark.hadoop.";

  /** The file that the launcher names; nothing where it names none. */
  static SparkDefaults ofLauncher() {
    String file = System.getProperty(FILE);
    return file == null ? new SparkDefaults(Map.of()) : read(Path.of(file));
  }

  static SparkDefaults read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read " + file, e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name).strip()));
    return new SparkDefaults(settings);
  }

  /** The settings of file systems. */
  Map<String, String> fileSystems() {
    Map<String, String> found = new TreeMap<>(settings);
    found.keySet().removeIf(key -> !key.startsWith(FILE_SYSTEMS));
    return found;
  }
}
