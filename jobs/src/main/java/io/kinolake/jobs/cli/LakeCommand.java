package io.kinolake.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that works on a warehouse. */
abstract class LakeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  /** Does the work and returns the exit code. */
  abstract int run(LakeSession session);

  @Override
  public final Integer call() {
    common.loadConfig(); // a wrong setting is told before Spark starts
    try (LakeSession session = LakeSession.open(common)) {
      return run(session);
    }
  }

  final CommonOptions common() {
    return common;
  }
}
