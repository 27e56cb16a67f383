package io.kinolake.tests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Spark distribution made of this process's class path, for clusters of this machine: executors
 * take what lies in {@code jars/}.
 */
record SparkHome(Path folder) {

  static SparkHome in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (Path jar : classPath().filter(Files::isRegularFile).toList()) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }
    return new SparkHome(folder);
  }

  /** What a driver's JVM needs to start executors. */
  List<String> flags(Path runtime) throws IOException {
    String folders =
        classPath()
            .filter(Files::isDirectory)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        "-Dspark.executor.extraClassPath=" + folders,
        "-Dspark.executor.extraJavaOptions=" + String.join(" ", PipelineHarness.jvmFlags()),
        "-Dspark.kinolake.runtimeFolder=" + runtime);
  }

  Map<String, String> environment() {
    return Map.of("SPARK_HOME", folder.toString(), "SPARK_SCALA_VERSION", "2.13");
  }

  private static Stream<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .distinct();
  }
}
