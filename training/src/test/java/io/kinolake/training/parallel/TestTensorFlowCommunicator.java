package io.kinolake.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.process.JavaCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks that TensorFlow connects, in a network of their own. */
class TestTensorFlowCommunicator {
  @TempDir Path folder;

  @BeforeEach
  void assumeNetwork() {
    LoopbackNamespace.assumeThere(folder);
  }

  @Test
  void whatCommunicatorsDoItDoes() throws Exception {
    assertThat(run(ContractProgram.class)).containsPattern("[1-9]\\d succeeded");
  }

  @Test
  void aRankThatIsKilledInTheMidstIsNamedAtOnce() throws Exception {
    Instant start = Instant.now();
    String said = run(TensorFlowRanks.class, "KILL", "60", folder.toString());

    assertThat(said).contains("RANK_LOST: Rank 1 was killed (signal 9)");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  @Tag("long")
  void aRankThatStopsInTheMidstIsNamedWithinTheDeadline() throws Exception {
    assertThat(run(TensorFlowRanks.class, "STOP", "10", folder.toString()))
        .contains("RANK_LOST: Rank 1 stalled, at step ");
  }

  private String run(Class<?> main, String... arguments) throws Exception {
    return LoopbackNamespace.run(JavaCommand.of(main, arguments), folder.resolve("said.log"));
  }
}
