package io.kinolake.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Barrier stages of one process, with scripts in the trainer's place. */
@Tag(SharedSpark.OWN_PROCESS)
class TestSparkTraining {
  @TempDir private Path folder;

  @Test
  void eachTaskStartsARankThatFindsTheOthers() throws IOException {
    SparkTraining training =
        training(
            """
            for last; do :; done
            echo "$*" > '%1$s/arguments'$last
            echo "$KINOLAKE_JOB_TOKEN" > '%1$s/token'$last
            """);

    onSpark(training);

    String first = read("arguments0");
    assertThat(first)
        .startsWith("train --config x.yaml --set parallel.nodes=2 --set parallel.processes-per")
        .containsPattern("parallel.rendezvous=[^ ]+:\\d+ --node-rank 0\\s*$");
    assertThat(read("arguments1")).isEqualTo(first.replaceFirst("0(\\s*)$", "1$1"));
    assertThat(read("token0")).isNotBlank().isEqualTo(read("token1"));
  }

  @Test
  void aRankThatFailsEndsTheOthersAndItsLastWordsAreTold() throws IOException {
    SparkTraining training =
        training(
            """
            for last; do :; done
            if [ $last = 1 ]; then echo 'no such weights' >&2; exit 1; fi
            echo $$ > '%1$s/pid'
            exec sleep 1000
            """);

    assertThatThrownBy(() -> onSpark(training))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("task 1 of 2 failed with exit code 1")
        .hasMessageContaining("no such weights");
    assertIsOver(folder.resolve("pid"));
  }

  @Test
  void whatIsCancelledLeavesNoProcess() throws Exception {
    SparkTraining training =
        training(
            """
            for last; do :; done
            echo $$ > '%1$s/pid.next'$last
            mv '%1$s/pid.next'$last '%1$s/pid'$last
            exec sleep 1000
            """);

    try (SparkSession spark = session()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      CompletableFuture<Void> run = CompletableFuture.runAsync(() -> training.run(context));
      while (!Files.exists(folder.resolve("pid0")) || !Files.exists(folder.resolve("pid1"))) {
        assertThat(run).isNotDone();
        Thread.sleep(20);
      }
      context.cancelAllJobs();
      assertThatThrownBy(run::join).hasRootCauseInstanceOf(Exception.class);
      assertIsOver(folder.resolve("pid0"));
      assertIsOver(folder.resolve("pid1"));
    }
  }

  private SparkTraining training(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("trainer.sh"), script.formatted(folder));
    return new SparkTraining(2, List.of("/bin/sh", file.toString()), List.of("--config", "x.yaml"));
  }

  private void onSpark(SparkTraining training) throws IOException {
    try (SparkSession spark = session()) {
      training.run(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    }
  }

  private SparkSession session() {
    return SparkSessions.local(
        "local[2]",
        folder.resolve("runtime").toString(),
        Map.of("spark.stage.maxConsecutiveAttempts", "1"));
  }

  /** A process whose number stands in a file, if it had come so far, ends soon. */
  private static void assertIsOver(Path file) throws IOException {
    if (Files.exists(file)) {
      long pid = Long.parseLong(Files.readString(file).strip());
      ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }
}
