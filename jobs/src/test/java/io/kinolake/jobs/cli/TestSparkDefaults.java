package io.kinolake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSparkDefaults {
  @TempDir private Path folder;

  @Test
  void onlyWhatIsSaidOfFileSystemsHoldsWithoutSparkSubmit() throws IOException {
    Path file = folder.resolve("spark-defaults.conf");
    Files.writeString(
        file,
        """
        # a comment
        spark.task.maxFailures                  4
        spark.hadoop.fs.s3a.endpoint            http://minio:9000
        spark.hadoop.fs.s3a.path.style.access=true
        """);

    assertThat(SparkDefaults.read(file).fileSystems())
        .containsExactly(
            entry("spark.hadoop.fs.s3a.endpoint", "http://minio:9000"),
            entry("spark.hadoop.fs.s3a.path.style.access", "true"));
  }

  @Test
  void withoutLauncherThereIsNothing() {
    assertThat(SparkDefaults.ofLauncher().settings()).isEmpty();
  }
}
