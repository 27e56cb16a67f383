package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A main class that starts ranks which do not end by themselves, and waits to be killed. */
final class LaunchingMain {
  private LaunchingMain() {}

  public static void main(String[] arguments) {
    RankPlan plan = RankPlan.oneHost(RankPlan.devices(Device.CPU, 2), Duration.ofMinutes(5));
    new RankProcesses(plan, Path.of(arguments[0]), System.out, System.err)
        .run(RankProgram.class, List.of("3", "sleep", "1", "2"));
  }
}
