package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server in a process of its own, on a loopback port, whose buckets are folders. The build
 * fetches its jar beside the test classes, since its classes would meet ours on one class path.
 */
final class S3Server implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("\\{(127\\.0\\.0\\.1:\\d+)}");

  private final Path folder;
  private final String accessKey = "key" + UUID.randomUUID();
  private final String secretKey = "secret" + UUID.randomUUID();
  private Process process;
  private String endpoint;

  private S3Server(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts one.
   *
   * @param folder where its files go
   * @param bucket the one bucket that it has
   */
  static S3Server start(Path folder, String bucket) {
    S3Server server = new S3Server(folder);
    try {
      Files.createDirectories(server.objects().resolve(bucket));
      server.launch();
      return server;
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException("while trying to start an S3 server", e);
    }
  }

  /** What Hadoop must know, without the keys. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fs.s3a.endpoint", endpoint);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.path.style.access", "true");
    return settings;
  }

  /** The environment variables that hold the keys. */
  Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", accessKey, "AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** Tells Hadoop of this process everything. */
  void configure(Configuration hadoop) {
    settings().forEach(hadoop::set);
    hadoop.set("fs.s3a.access.key", accessKey);
    hadoop.set("fs.s3a.secret.key", secretKey);
    hadoop.setBoolean("fs.s3a.impl.disable.cache", true); // each test has a server of its own
  }

  String secretKey() {
    return secretKey;
  }

  /** Where the server keeps what it was given: a folder per bucket. */
  Path objects() {
    return folder.resolve("objects");
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void launch() throws IOException {
    Path properties = folder.resolve("s3proxy.properties");
    Files.write(
        properties,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:0",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + accessKey,
            "s3proxy.credential=" + secretKey,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects()),
        UTF_8);
    Path jar = PipelineHarness.repositoryRoot().resolve("tests/target/s3/s3proxy.jar");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    process = builder.start();
    BufferedReader log = process.inputReader(UTF_8);
    endpoint = "http://" + address(log);
    Thread drain = new Thread(() -> log.lines().forEach(line -> {}), "s3-server-log");
    drain.setDaemon(true);
    drain.start();
  }

  private static String address(BufferedReader log) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return listening.group(1);
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("The S3 server did not start: " + said);
  }
}
