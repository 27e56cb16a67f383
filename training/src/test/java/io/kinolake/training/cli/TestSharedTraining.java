package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.step.Exchanges;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks that share samples learn what one learns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestSharedTraining {
  private static final String ONE = "one";
  private static final RankLayout ALONE = new RankLayout(1, 1, 1);
  private static final RankLayout TENSOR = new RankLayout(2, 1, 1);
  private static final RankLayout CONTEXT = new RankLayout(1, 2, 1);
  private static final RankLayout DATA = new RankLayout(1, 1, 2);

  private SharedTraining stepVideo;
  private SharedTraining stdit;
  private SharedTraining preference;

  @BeforeAll
  void learnByOne(@TempDir Path folder) throws IOException {
    stepVideo = SharedTraining.stepVideo(Files.createDirectory(folder.resolve("step-video")));
    stdit = SharedTraining.stdit(Files.createDirectory(folder.resolve("stdit")));
    preference = SharedTraining.preference(Files.createDirectory(folder.resolve("preference")));
    for (SharedTraining training : List.of(stepVideo, stdit, preference)) {
      training.train(ONE, 6);
    }
  }

  @ParameterizedTest(name = "DP {0}, TP {1}, CP {2}")
  @CsvSource({"1, 2, 1", "1, 1, 2", "2, 2, 1"})
  void processesLearnWhatOneLearns(int data, int tensor, int context) {
    String run = "processes-%d-%d-%d".formatted(data, tensor, context);
    stepVideo.train(run, 6, SharedTraining.ranks(data, tensor, context));

    stepVideo.assertSame(run, ONE);
    assertThat(stepVideo.checkpoint(run, 6)).isDirectoryNotContaining("glob:**/shards");
  }

  @ParameterizedTest(name = "DP {0}, TP {1}, CP {2}")
  @CsvSource({"1, 1, 2", "2, 2, 1", "1, 2, 2"})
  void ranksOfAnStditLearnWhatOneLearns(int data, int tensor, int context) throws IOException {
    String run = "threads-%d-%d-%d".formatted(data, tensor, context);
    stdit.threads(run).train(6, new RankLayout(tensor, context, data));

    stdit.assertSame(run, ONE);
  }

  @Test
  void ranksThatShareHeadsAndFramesLearnPreferencesAsOneDoes() throws IOException {
    preference.threads("shared").train(6, new RankLayout(2, 2, 1));

    preference.assertSame("shared", ONE);
  }

  @Test
  @Tag("long")
  void theSameRanksGoOnBitForBit() {
    stepVideo.train("whole", 6, SharedTraining.ranks(1, 2, 1));
    stepVideo.train("stopped", 4, SharedTraining.ranks(1, 2, 1));
    stepVideo.train("stopped", 6, SharedTraining.ranks(1, 2, 1));

    for (String file :
        List.of(
            "model.safetensors",
            "average/model.safetensors",
            "optimizer/rank_000.safetensors",
            "optimizer/rank_001.safetensors")) {
      assertThat(stepVideo.checkpoint("stopped", 6).resolve(file))
          .hasSameBinaryContentAs(stepVideo.checkpoint("whole", 6).resolve(file));
    }
  }

  @Test
  void otherRanksGoOnWhereSomeStopped() throws IOException {
    RankThreads chain = stepVideo.threads("chain");
    chain.train(2, TENSOR);
    chain.train(4, new RankLayout(2, 2, 1));
    chain.train(6, ALONE);

    stepVideo.assertSame("chain", ONE);
  }

  @Test
  void otherRanksOfAnStditGoOnWhereSomeStopped() throws IOException {
    RankThreads chain = stdit.threads("chain");
    chain.train(2, DATA);
    chain.train(3, TENSOR);
    chain.train(4, CONTEXT);
    chain.train(6, ALONE);

    stdit.assertSame("chain", ONE);
  }

  @Test
  void aRankThatRoundsOtherwiseEndsTheTrainingBeforeACheckpoint() throws IOException {
    RankThreads coarse = stepVideo.threads("coarse");
    coarse.train(2, TENSOR);

    assertThatThrownBy(() -> coarse.train(4, TENSOR, TestSharedTraining::coarseOnTheSecond))
        .cause()
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.RANKS_DIFFER))
        .hasMessageContaining("Ranks [0] and [1] hold different values of '")
        .hasMessageContaining("after step 4");
    assertThat(stepVideo.checkpoint("coarse", 2)).exists();
    assertThat(stepVideo.checkpoint("coarse", 4)).doesNotExist();

    coarse.train(6, TENSOR);
    stepVideo.assertSame("coarse", ONE);
  }

  private static Ranks coarseOnTheSecond(Ranks ranks) {
    return ranks.split().tensorRank() == 0
        ? ranks
        : new Ranks(
            new CoarseSums(ranks.exchanges()),
            ranks.gradients(),
            ranks.agreement(),
            ranks.place(),
            ranks.split(),
            ranks.note());
  }

  /** Cuts sums to the digits of bfloat16. */
  private record CoarseSums(Exchanges exact) implements Exchanges {
    @Override
    public void sum(NativeTensor value) {
      exact.sum(value);
      FloatBuffer floats = value.floats();
      for (int i = 0; i < floats.capacity(); i++) {
        floats.put(i, Float.intBitsToFloat(Float.floatToIntBits(floats.get(i)) & 0xffff0000));
      }
    }

    @Override
    public void average(NativeTensor value) {
      exact.average(value);
    }

    @Override
    public NativeTensor tokensToHeads(NativeTensor value) {
      return exact.tokensToHeads(value);
    }

    @Override
    public NativeTensor headsToTokens(NativeTensor value) {
      return exact.headsToTokens(value);
    }
  }
}
