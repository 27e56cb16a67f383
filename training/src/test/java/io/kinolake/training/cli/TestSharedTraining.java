package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that share samples learn what one learns. */
class TestSharedTraining {
  @TempDir private Path folder;

  @ParameterizedTest(name = "DP {0}, TP {1}, CP {2}")
  @CsvSource({"1, 2, 1", "1, 1, 2", "2, 2, 1"})
  void ranksLearnWhatOneLearns(int data, int tensor, int context) throws IOException {
    SharedTraining training = SharedTraining.stepVideo(folder);
    training.train("one", 6);
    training.train("shared", 6, SharedTraining.ranks(data, tensor, context));

    training.assertSame("shared", "one");
    assertThat(training.checkpoint("shared", 6)).isDirectoryNotContaining("glob:**/shards");
  }

  @ParameterizedTest(name = "DP {0}, TP {1}, CP {2}")
  @CsvSource({"1, 1, 2", "2, 2, 1", "1, 2, 2"})
  void ranksOfAnStditLearnWhatOneLearns(int data, int tensor, int context) throws IOException {
    SharedTraining training = SharedTraining.stdit(folder);
    training.train("one", 6);
    training.train("shared", 6, SharedTraining.ranks(data, tensor, context));

    training.assertSame("shared", "one");
  }

  @Test
  @Tag("long")
  void theSameRanksGoOnBitForBit() throws IOException {
    SharedTraining training = SharedTraining.stepVideo(folder);
    training.train("whole", 6, SharedTraining.ranks(1, 2, 1));
    training.train("stopped", 4, SharedTraining.ranks(1, 2, 1));
    training.train("stopped", 6, SharedTraining.ranks(1, 2, 1));

    for (String file :
        List.of(
            "model.safetensors",
            "average/model.safetensors",
            "optimizer/rank_000.safetensors",
            "optimizer/rank_001.safetensors")) {
      assertThat(training.checkpoint("stopped", 6).resolve(file))
          .hasSameBinaryContentAs(training.checkpoint("whole", 6).resolve(file));
    }
  }

  @Test
  @Tag("long")
  void otherRanksGoOnWhereSomeStopped() throws IOException {
    SharedTraining training = SharedTraining.stepVideo(folder);
    training.train("one", 6);
    training.train("chain", 2, SharedTraining.ranks(1, 2, 1));
    training.train("chain", 4, SharedTraining.ranks(1, 2, 2));
    training.train("chain", 6);

    training.assertSame("chain", "one");
  }
}
