package io.kinolake.training.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.Finding;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTrajectories {
  @ParameterizedTest(name = "staged: {0}")
  @ValueSource(booleans = {false, true})
  void stepVideoFollowsTheRecordedRun(boolean staged) throws IOException {
    agrees(
        new StepVideoTrajectoryCheck(staged)
            .check(SharedFolder.require("golden/train_trajectory_stepvideo")));
  }

  @ParameterizedTest(name = "staged: {0}")
  @ValueSource(booleans = {false, true})
  void stditFollowsTheRecordedRun(boolean staged) throws IOException {
    agrees(
        new StditTrajectoryCheck(staged)
            .check(SharedFolder.require("golden/train_trajectory_stdit")));
  }

  @ParameterizedTest(name = "staged: {0}")
  @ValueSource(booleans = {false, true})
  void preferencesFollowTheRecordedRun(boolean staged) throws IOException {
    agrees(
        new DpoTrajectoryCheck(staged).check(SharedFolder.require("golden/train_trajectory_dpo")));
  }

  @Test
  void preferencesHaveTheRecordedLossesWeightsAndFiles() throws IOException {
    List<Finding> findings = new PreferenceCheck().check(SharedFolder.require("golden/dpo"));
    assertThat(findings).hasSize(54).allMatch(Finding::passed);
  }

  private static void agrees(List<Finding> findings) {
    assertThat(findings).hasSizeGreaterThan(100);
    assertThat(findings.stream().filter(finding -> !finding.passed())).isEmpty();
  }
}
