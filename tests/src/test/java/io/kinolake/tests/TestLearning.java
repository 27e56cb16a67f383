package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.training.learning.LearningDemo;
import io.kinolake.training.learning.LearningScore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @TempDir private Path folder;

  @Test
  void aModelShowsColoursAndDirectionsOfCaptionsThatItHasNeverRead() throws IOException {
    int steps = 1500;
    Path training = learned("tiny-t2v", steps);

    LearningScore after = LearningDemo.examine(training, steps);
    assertThat(after.colours()).as(after.toString()).isGreaterThanOrEqualTo(LEAST_COLOURS);
    assertThat(after.directions()).as(after.toString()).isGreaterThanOrEqualTo(LEAST_DIRECTIONS);
    assertThat(training.resolve("report.html")).content().contains("step_0001500", "<polyline");
  }

  @Test
  @Tag("long") // minutes of training
  void aModelOfTheOtherFamilyShowsColours() throws IOException {
    int steps = 2000;
    Path training = learned("tiny-stdit", steps);

    LearningScore after = LearningDemo.examine(training, steps);
    assertThat(after.colours()).as(after.toString()).isGreaterThanOrEqualTo(LEAST_COLOURS);
  }

  /** Trains, and holds the untrained model to be no better than chance. */
  private Path learned(String preset, int steps) throws IOException {
    PipelineHarness.Result result =
        LauncherScript.train(
            folder,
            "demo",
            "--train",
            "--preset",
            preset,
            "--folder",
            folder.resolve("demo").toString(),
            "--set",
            "samples.every=" + steps,
            "--set",
            "run.steps=" + steps);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    Path training = folder.resolve("demo").resolve(preset);
    LearningScore before = LearningDemo.examine(training, 0);
    assertThat(before.colours()).isLessThan(LEAST_COLOURS);
    assertThat(before.directions()).isLessThan(LEAST_DIRECTIONS);
    assertThat(result.out()).contains(LearningDemo.examine(training, steps).toString());
    return training;
  }
}
