package io.kinolake.jobs.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.jobs.tables.StepMark;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.RunTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestRunLog {
  private final LakeFixture fixture = new LakeFixture();
  private final RunLog log = new RunLog(fixture.lake());

  @Test
  void anEmptyLogHasNoMarks() {
    assertThat(log.marks()).isEmpty();
  }

  @Test
  void theNewestRunOfEachStepCounts() {
    log.append(List.of(run("probe", "a", 1), run("cut", "b", 2)));
    log.append(List.of(run("cut", "c", 3)));

    assertThat(log.marks())
        .containsExactlyInAnyOrderEntriesOf(Map.of("probe", mark("a", 1), "cut", mark("c", 3)));
    assertThat(log.read().count()).isEqualTo(3);
  }

  @Test
  void marksOutliveACommitOfAnother() {
    log.append(List.of(run("probe", "a", 1), run("cut", "b", 2)));
    log.append(List.of(run("cut", "c", 3)));
    String path = fixture.lake().root() + "/" + RunTable.SCHEMA.name();

    DeltaTable.forPath(fixture.spark(), path).optimize().executeCompaction();

    assertThat(new RunLog(fixture.lake()).marks())
        .containsExactlyInAnyOrderEntriesOf(Map.of("probe", mark("a", 1), "cut", mark("c", 3)));
  }

  private static Run run(String step, String state, int time) {
    return new Run(
        "run" + time, step, state, time, Run.Counts.NONE, Map.of("videos", (double) time), "test");
  }

  private static StepMark mark(String state, int version) {
    return new StepMark(state, Map.of("videos", (double) version));
  }
}
