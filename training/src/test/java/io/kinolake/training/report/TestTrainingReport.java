package io.kinolake.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.training.loop.StepResult;
import io.kinolake.training.metrics.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainingReport {
  @TempDir private Path folder;

  @Test
  void aPageShowsCurvesAndSamples() throws IOException {
    try (MetricsFile metrics = MetricsFile.open(folder.resolve("metrics.jsonl"), 0)) {
      for (int step = 1; step <= 30; step++) {
        metrics.stepped(result(step, step == 7 ? Double.NaN : 1.0 / step));
      }
    }
    Files.createDirectories(folder.resolve("samples/step_0000020"));
    Files.createFile(folder.resolve("samples/step_0000020/video_grid.mp4"));
    Files.createDirectories(folder.resolve("samples/step_0000030")); // not drawn to its end

    new TrainingReport(folder, 10).close();

    assertThat(folder.resolve("report.html"))
        .content()
        .contains("30 steps on 120 samples", "1 skipped", "Loss", "Samples a second")
        .contains("src=\"samples/step_0000020/video_grid.mp4\"")
        .doesNotContain("step_0000030", "NaN");
  }

  @Test
  void aTrainingWithoutStepsHasAPage() throws IOException {
    Files.createFile(folder.resolve("metrics.jsonl"));

    new TrainingReport(folder, 10).close();

    assertThat(folder.resolve("report.html")).content().contains("No step was made yet");
  }

  private static StepResult result(int step, double loss) {
    return new StepResult(
        step,
        0,
        "5x6x6",
        loss,
        OptionalDouble.empty(),
        0.5,
        0.001,
        Double.isNaN(loss),
        4,
        Duration.ofSeconds(1),
        Duration.ofMillis(10));
  }
}
