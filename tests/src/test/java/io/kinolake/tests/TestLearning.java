package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.training.learning.LearningDemo;
import io.kinolake.training.learning.LearningScore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model learns from the pipeline's samples what captions say. */
class TestLearning {
  private static final int STEPS = 500;

  /**
   * Of 24 films, each with one of six colours: by chance 4 are right, and 11 or more less than once
   * in 1,000 times (binomial).
   */
  private static final int LEAST = 11;

  @TempDir private Path folder;

  @Test
  void aModelShowsTheColoursOfCaptionsThatItHasNeverRead() throws IOException {
    PipelineHarness.Result result =
        LauncherScript.train(
            folder,
            "demo",
            "--train",
            "--folder",
            folder.resolve("demo").toString(),
            "--set",
            "samples.every=" + STEPS,
            "--set",
            "run.steps=" + STEPS);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    Path training = folder.resolve("demo/tiny-t2v");
    LearningScore before = LearningDemo.examine(training, 0);
    LearningScore after = LearningDemo.examine(training, STEPS);
    assertThat(before.colours()).isLessThan(LEAST);
    assertThat(after.colours()).as(result.out()).isGreaterThanOrEqualTo(LEAST);
    assertThat(result.out()).contains(after.toString());
    assertThat(training.resolve("report.html")).content().contains("step_0000500", "<polyline");
  }
}
