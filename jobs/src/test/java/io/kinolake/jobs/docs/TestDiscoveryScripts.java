package io.kinolake.jobs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of conf/discovery with stand-ins for the makers' tools. */
class TestDiscoveryScripts {
  @TempDir private Path tools;

  @Test
  void nvidia() throws Exception {
    tool("nvidia-smi", "--query-gpu=index --format=csv,noheader", "0\n1\n");

    assertAddresses("nvidia.sh", Device.Kind.GPU, "0", "1");
  }

  @Test
  void ascendTakesTheLogicalNumbersOfChipsThatCompute() throws Exception {
    tool(
        "npu-smi",
        "info -m",
        """
        \tNPU ID                         Chip ID                        Chip Logic ID                  Chip Name
        \t0                              0                              0                              Ascend 910B1
        \t0                              1                              -                              Mcu
        \t1                              0                              1                              Ascend 910B1
        """);

    assertAddresses("ascend.sh", Device.Kind.NPU, "0", "1");
  }

  @Test
  void mooreThreads() throws Exception {
    tool("mthreads-gmi", "--query-gpu=index --format=csv,noheader", "0\n");

    assertAddresses("moore-threads.sh", Device.Kind.MUSA, "0");
  }

  @Test
  void aMissingToolIsAnError() throws Exception {
    assertThat(run("nvidia.sh").waitFor()).isNotZero();
  }

  /** A program that prints something if it is called with these arguments. */
  private void tool(String name, String arguments, String output) throws IOException {
    Path said = Files.writeString(tools.resolve(name + ".out"), output);
    Path tool =
        Files.writeString(
            tools.resolve(name),
            "#!/bin/sh\n[ \"$*\" = \"%s\" ] && cat '%s'\n".formatted(arguments, said));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
  }

  private void assertAddresses(String script, Device.Kind kind, String... addresses)
      throws Exception {
    Process process = run(script);
    JsonNode found = new ObjectMapper().readTree(process.getInputStream());

    assertThat(process.waitFor()).isZero();
    assertThat(found.path("name").asText()).isEqualTo(kind.id());
    List<String> listed =
        StreamSupport.stream(found.path("addresses").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    assertThat(listed).containsExactly(addresses);
  }

  private Process run(String script) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(RepositoryFiles.file("conf/discovery/" + script).toString());
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    return builder.start();
  }
}
