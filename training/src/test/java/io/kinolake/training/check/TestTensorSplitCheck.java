package io.kinolake.training.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.check.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestTensorSplitCheck {
  @Test
  void splitAndMergedTensorsAreTheRecordedOnesBitForBit() throws IOException {
    Path folder = SharedFolder.require("golden/tp_split");
    TensorSplitCheck check = new TensorSplitCheck();
    assertThat(check.recognises(folder)).isTrue();

    List<Finding> findings = check.check(folder);

    assertThat(findings).hasSizeGreaterThan(250);
    assertThat(findings.stream().filter(finding -> !finding.passed())).isEmpty();
    assertThat(findings).anyMatch(finding -> finding.name().equals("out"));
  }
}
