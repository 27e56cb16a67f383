package io.kinolake.tests;

import io.kinolake.jobs.refresh.RunOptions;
import java.nio.file.Path;

/** A main class that runs {@link CrashingStage} over a folder: arguments warehouse and videos. */
final class CrashingRun {
  private CrashingRun() {}

  public static void main(String[] arguments) {
    new OneStageRun("local[2]", Path.of(arguments[0]), arguments[1])
        .run(new CrashingStage(), RunOptions.DEFAULT, lake -> {});
  }
}
