package io.kinolake.training.cli;

import io.kinolake.training.parallel.LoopbackNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What carries vectors between ranks changes nothing. */
class TestTransports {
  @TempDir private Path folder;

  @Test
  void ranksLearnTheSameByTensorFlow() throws Exception {
    LoopbackNamespace.assumeThere(folder);
    SharedTraining training = SharedTraining.stepVideo(folder);
    String[] ranks = SharedTraining.ranks(2, 1, 1);
    training.train("sockets", 6, ranks);

    List<String> settings = new ArrayList<>(List.of(ranks));
    settings.addAll(List.of("parallel.transport=tensorflow", "run.steps=6"));
    List<String> train = training.arguments("tensorflow", settings.toArray(String[]::new));
    LoopbackNamespace.run(TrainingCommands.process(train), folder.resolve("train.log"));

    training.assertSame("tensorflow", "sockets");
  }
}
