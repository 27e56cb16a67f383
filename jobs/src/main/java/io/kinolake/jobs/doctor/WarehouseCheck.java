package io.kinolake.jobs.doctor;

import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether the place of the warehouse can be reached and written to. */
final class WarehouseCheck {
  private static final String SUBJECT = "Warehouse";
  private static final String ACCESS_KEY = "fs.s3a.access.key";

  private final String warehouse;
  private final Configuration hadoop;

  WarehouseCheck(String warehouse, Configuration hadoop) {
    this.warehouse = warehouse;
    this.hadoop = impatient(hadoop);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (warehouse.startsWith("s3a:")) {
      findings.add(s3Settings(System.getenv("AWS_ACCESS_KEY_ID") != null));
    }
    findings.add(writable());
    return findings;
  }

  /** Which settings hold; what they are is told only where it is no secret. */
  private Finding s3Settings(boolean keysInEnvironment) {
    String from =
        hadoop.get(ACCESS_KEY) != null
            ? "keys from spark.hadoop." + ACCESS_KEY
            : keysInEnvironment
                ? "keys from the environment"
                : "keys from " + hadoop.get("fs.s3a.aws.credentials.provider", "the default chain");
    return Finding.good(
        "S3",
        "endpoint %s, region %s, path style %s, %s"
            .formatted(
                hadoop.get("fs.s3a.endpoint", "of AWS"),
                hadoop.get("fs.s3a.endpoint.region", "of the bucket"),
                hadoop.get("fs.s3a.path.style.access", "false"),
                from));
  }

  private Finding writable() {
    Path root = HadoopPaths.of(Location.of(warehouse));
    try {
      FileSystem files = root.getFileSystem(hadoop);
      Path folder = existing(files, root);
      Path probe = new Path(folder, ".kinolake-doctor-" + UUID.randomUUID());
      try (OutputStream out = files.create(probe, /* overwrite= */ false)) {
        out.write(1);
      } finally {
        files.delete(probe, /* recursive= */ false);
      }
      String state = folder.equals(root) ? "is writable" : "can be made";
      return Finding.good(SUBJECT, warehouse + " " + state);
    } catch (IOException | RuntimeException | LinkageError e) {
      return Finding.broken(
          SUBJECT,
          "cannot write to %s (%s). Check the path, permissions, endpoint and keys, or name another one with --warehouse."
              .formatted(warehouse, firstLine(e)));
    }
  }

  /** The nearest folder that is there; of an object store, where none need be, the root itself. */
  private static Path existing(FileSystem files, Path root) throws IOException {
    if (!"file".equals(files.getUri().getScheme())) {
      return root;
    }
    Path folder = root;
    while (folder.getParent() != null && !files.exists(folder)) {
      folder = folder.getParent();
    }
    if (!files.getFileStatus(folder).isDirectory()) {
      throw new IOException(folder + " is a file, not a folder");
    }
    return folder;
  }

  /** A wrong endpoint is to be told in seconds, not after all the retries that a job makes. */
  private static Configuration impatient(Configuration hadoop) {
    Configuration quick = new Configuration(hadoop);
    quick.set("fs.s3a.attempts.maximum", "1");
    quick.set("fs.s3a.retry.limit", "1");
    quick.set("fs.s3a.connection.establish.timeout", "5s");
    quick.setBoolean("fs.s3a.impl.disable.cache", true);
    return quick;
  }

  private static String firstLine(Throwable error) {
    return error.toString().lines().findFirst().orElse("no reason given");
  }
}
