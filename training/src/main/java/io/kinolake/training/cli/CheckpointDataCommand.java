package io.kinolake.training.cli;

import io.kinolake.training.checkpoint.SampleLineage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists what a checkpoint was trained on. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description =
        "Lists the clips that a checkpoint was trained on, with captions and the models that made"
            + " their features, as lines of JSON.")
final class CheckpointDataCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CHECKPOINT", description = "A folder such as step_0000100.")
  private Path checkpoint;

  @Override
  public Integer call() {
    SampleLineage.read(checkpoint, System.out::println);
    return 0;
  }
}
