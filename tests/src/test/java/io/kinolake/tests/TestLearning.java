package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.training.learning.LearningDemo;
import io.kinolake.training.learning.LearningScore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small models learn from the pipeline's samples what captions say. */
class TestLearning {
  /**
   * Of 24 films, each with one of six colours: by chance 4 are right, and 11 or more less than once
   * in 1,000 times (binomial).
   */
  private static final int LEAST_COLOURS = 11;

  /**
   * Of 24 films, each going one of four ways: by chance at most 6 are right, and 14 or more less
   * than once in 1,000 times (binomial).
   */
  private static final int LEAST_DIRECTIONS = 14;

  @TempDir private static Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({"tiny-t2v, 1000", "tiny-stdit, 1500"})
  void aModelShowsColoursAndDirectionsOfCaptionsThatItHasNeverRead(String preset, int steps)
      throws IOException {
    Path training = learned(preset, steps);

    LearningScore before = LearningDemo.examine(training, 0);
    assertThat(before.colours()).as(before.toString()).isLessThan(LEAST_COLOURS);
    assertThat(before.directions()).as(before.toString()).isLessThan(LEAST_DIRECTIONS);
    LearningScore after = LearningDemo.examine(training, steps);
    assertThat(after.colours()).as(after.toString()).isGreaterThanOrEqualTo(LEAST_COLOURS);
    assertThat(after.directions()).as(after.toString()).isGreaterThanOrEqualTo(LEAST_DIRECTIONS);
    assertThat(training.resolve("report.html"))
        .content()
        .contains("step_%07d".formatted(steps), "<polyline");
  }

  /** Trains on films that all presets share. */
  private static Path learned(String preset, int steps) throws IOException {
    Path demo = folder.resolve("demo");
    PipelineHarness.Result result =
        LauncherScript.train(
            folder,
            "demo",
            "--train",
            "--preset",
            preset,
            "--folder",
            demo.toString(),
            "--set",
            "samples.every=" + steps,
            "--set",
            "run.steps=" + steps);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    Path training = demo.resolve(preset);
    assertThat(result.out()).contains(LearningDemo.examine(training, steps).toString());
    return training;
  }
}
