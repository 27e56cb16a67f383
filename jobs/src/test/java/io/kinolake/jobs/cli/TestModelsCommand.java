package io.kinolake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TestModelsCommand {
  private static final Map<String, HostTensor> CONTENT =
      new TreeMap<>(
          Map.of(
              "a", HostTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 0.1f),
              "b", HostTensor.integers(DType.I64, Shape.of(2), 7, 8),
              "c", HostTensor.floats(Shape.of(300_000), new float[300_000])));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path plain;

  @BeforeEach
  void writeWeights() {
    plain = folder.resolve("plain.safetensors");
    Map<String, TensorInfo> infos = new TreeMap<>();
    CONTENT.forEach((name, value) -> infos.put(name, new TensorInfo(value.dtype(), value.shape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(plain, infos, Map.of())) {
      CONTENT.forEach(writer::write);
      writer.commit();
    }
  }

  @Test
  void weightsGoThroughEveryFormatAndBack() {
    Path torch = folder.resolve("torch.pth");
    Path sharded = folder.resolve("sharded");
    Path back = folder.resolve("back.safetensors");

    assertThat(run("convert", plain, torch)).isZero();
    assertThat(run("convert", torch, sharded, "--shard-megabytes", "1")).isZero();
    assertThat(run("convert", sharded, back)).isZero();

    assertThat(sharded.resolve("model-00002-of-00002.safetensors")).exists();
    assertThat(read(torch)).isEqualTo(CONTENT);
    assertThat(read(sharded)).isEqualTo(CONTENT);
    assertThat(read(back)).isEqualTo(CONTENT);
  }

  @Test
  void floatingTensorsAreRoundedAndIntegersStay() {
    Path narrow = folder.resolve("narrow.safetensors");

    assertThat(run("convert", plain, narrow, "--dtype", "bf16")).isZero();

    Map<String, HostTensor> found = read(narrow);
    assertThat(found.get("a")).isEqualTo(CONTENT.get("a").cast(DType.BF16));
    assertThat(found.get("b")).isEqualTo(CONTENT.get("b"));
    assertThat(narrow.toFile().length()).isLessThan(plain.toFile().length() * 6 / 10);
  }

  @Test
  void nothingIsReplacedUnlessAsked() {
    assertThat(run("convert", plain, plain)).isEqualTo(2);
    assertThat(err.toString()).contains("is there already");
    assertThat(run("convert", plain, folder.resolve("x.onnx"))).isEqualTo(2);
    assertThat(err.toString()).contains("says no format");
    assertThat(Files.exists(folder.resolve("x.onnx"))).isFalse();
  }

  @Test
  void theListNamesSettingsAndTheCommandsThatFetch() {
    assertThat(run("list")).isZero();

    assertThat(out.toString())
        .contains("score.clip-weights", "features.t5", "huggingface-cli download", "clip-image");
  }

  @Test
  void aFolderWithoutAModelIsNotServed() {
    assertThat(run("serve", "--model", "m=" + folder)).isEqualTo(2);
    assertThat(err.toString()).contains("Name the folder of a published model");
  }

  private int run(Object... arguments) {
    CommandLine commandLine = KinolakeMain.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 1];
    all[0] = "models";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    return commandLine.execute(all);
  }

  private static Map<String, HostTensor> read(Path weights) {
    Map<String, HostTensor> content = new TreeMap<>();
    try (WeightSource source = WeightFiles.open(weights)) {
      source.tensors().keySet().forEach(name -> content.put(name, source.tensor(name)));
    }
    return content;
  }
}
