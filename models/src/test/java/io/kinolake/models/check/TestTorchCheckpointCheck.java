package io.kinolake.models.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTorchCheckpointCheck {
  private final GoldenCheck check = new TorchCheckpointCheck();

  @Test
  void theGoldenCheckpointsPass() throws IOException {
    Path golden = SharedFolder.require("golden/checkpoint_torch");

    assertThat(check.recognises(golden)).isTrue();
    assertThat(check.check(golden)).hasSizeGreaterThan(30).allMatch(Finding::passed);
  }

  @Test
  void aMismatchIsFound(@TempDir Path folder) throws IOException {
    Path golden = SharedFolder.require("golden/checkpoint_torch");
    for (String name : new String[] {"checkpoint.pt", "expected.safetensors"}) {
      Files.copy(golden.resolve(name), folder.resolve(name));
    }
    Files.writeString(
        folder.resolve("expected.json"),
        """
        {"checkpoint.pt": {
          "keys": ["model"],
          "tensors": {"prefix": "checkpoint.pt/model.shared.", "order": ["a", "model.scale"]},
          "values": {"iteration": {"type": "int", "value": 8}},
          "shares_storage": [["model.shared.a", "model.scale"]]}}
        """);

    assertThat(check.check(folder)).hasSizeGreaterThanOrEqualTo(1).noneMatch(Finding::passed);
  }
}
