package io.kinolake.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWeightFiles {
  @TempDir private Path folder;

  @Test
  void safetensorsAreWrittenAndReadAgain() throws IOException {
    Map<String, HostTensor> tensors = randomTensors(new Random(1));
    Path file = folder.resolve("a.safetensors");
    write(file, tensors);

    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.tensors().keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
      tensors.forEach((name, tensor) -> assertThat(read.tensor(name)).isEqualTo(tensor));
      assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
    }
    assertThat(folder).isDirectoryNotContaining("glob:**tmp");
  }

  @Test
  void theOrderOfWritingDoesNotShowInTheFile() throws IOException {
    Map<String, HostTensor> tensors = randomTensors(new Random(2));
    Map<String, HostTensor> reversed = new LinkedHashMap<>();
    tensors.keySet().stream()
        .sorted((a, b) -> b.compareTo(a))
        .forEach(name -> reversed.put(name, tensors.get(name)));
    write(folder.resolve("a"), tensors);
    write(folder.resolve("b"), reversed);

    assertThat(Files.readAllBytes(folder.resolve("a")))
        .isEqualTo(Files.readAllBytes(folder.resolve("b")));
  }

  @Test
  void aFileThatIsNotCompleteDoesNotAppear() {
    Path file = folder.resolve("a");
    Map<String, TensorInfo> announced =
        Map.of(
            "x", new TensorInfo(DType.U8, Shape.of(1)), "y", new TensorInfo(DType.U8, Shape.of()));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, announced, Map.of())) {
      writer.write("x", HostTensor.integers(DType.U8, Shape.of(1), 1));
      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Tensors were not written: [y]");
      assertThatThrownBy(() -> writer.write("y", HostTensor.floats(Shape.of(), 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Tensor 'y' is F32[], announced was U8[]");
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theDigestDependsOnTheContentOnly() throws IOException {
    Map<String, HostTensor> tensors = randomTensors(new Random(3));
    Path file = folder.resolve("a.safetensors");
    write(file, tensors);
    try (WeightSource read = WeightFiles.open(file)) {
      TorchWriter.copy(read, folder.resolve("a.bin"));
      try (WeightSource torch = WeightFiles.open(folder.resolve("a.bin"))) {
        assertThat(torch).isInstanceOf(TorchFile.class);
        assertThat(torch.digest()).isEqualTo(read.digest());
      }
      String first = tensors.keySet().iterator().next();
      Map<String, HostTensor> changed = new LinkedHashMap<>(tensors);
      changed.put(first, HostTensor.rounded(DType.F16, Shape.of(1), 0.5f));
      write(folder.resolve("b.safetensors"), changed);
      try (WeightSource other = WeightFiles.open(folder.resolve("b.safetensors"))) {
        assertThat(other.digest()).isNotEqualTo(read.digest());
      }
    }
  }

  @Test
  void shardsAreOneSource() throws IOException {
    shards("{\"weight_map\":{\"b\":\"2.safetensors\",\"a\":\"1.safetensors\"}}");

    try (WeightSource weights = WeightFiles.open(folder)) {
      assertThat(weights).isInstanceOf(ShardedWeights.class);
      assertThat(weights.tensors().keySet()).containsExactly("b", "a");
      assertThat(weights.tensor("a").toFloats()).containsExactly(1);
      assertThat(weights.tensor("b").toFloats()).containsExactly(2);
      assertThatThrownBy(() -> weights.tensor("c")).hasMessageContaining("has no tensor 'c'");
    }
  }

  @Test
  void shardsOfTorchFilesAreOneSource() throws IOException {
    shards("{\"weight_map\":{}}");
    for (String shard : new String[] {"1", "2"}) {
      try (WeightSource read = WeightFiles.open(folder.resolve(shard + ".safetensors"))) {
        TorchWriter.copy(read, folder.resolve(shard + ".bin"));
      }
    }
    Path index = folder.resolve("pytorch_model.bin.index.json");
    Files.writeString(index, "{\"weight_map\":{\"a\":\"1.bin\",\"b\":\"2.bin\"}}");

    try (WeightSource weights = WeightFiles.open(index)) {
      assertThat(weights.tensor("b").toFloats()).containsExactly(2);
    }
  }

  @Test
  void wrongIndexesAreClearErrors() throws IOException {
    shards(
        "{\"weight_map\":{\"a\":\"1.safetensors\",\"x\":\"3.safetensors\",\"y\":\"4.safetensors\"}}");
    assertFails(
        FailureCode.NOT_FOUND, "2 files that are not beside it: 3.safetensors, 4.safetensors");
    shards("{\"weight_map\":{\"a\":\"1.safetensors\",\"a\":\"2.safetensors\"}}");
    assertFails(FailureCode.CORRUPT, "Duplicate field 'a'");
    shards(
        "{\"weight_map\":{\"a\":\"2.safetensors\",\"b\":\"2.safetensors\",\"c\":\"1.safetensors\"}}");
    assertFails(
        FailureCode.CORRUPT,
        "disagree on 3 tensors: 'a' is not in 2.safetensors, 'c' is not in 1.safetensors,"
            + " 'a' is in 1.safetensors as well or unlisted");
    shards("{\"weight_map\":{\"a\":\"../1.safetensors\"}}");
    assertFails(FailureCode.FORBIDDEN_FORMAT, "no file beside it");
    shards("[]");
    assertFails(FailureCode.CORRUPT, "it has no weight_map");
  }

  @Test
  void aFolderMustSayWhichFileItMeans() throws IOException {
    assertFails(FailureCode.NOT_FOUND, "has no weight file");
    write(folder.resolve("vae.safetensors"), Map.of());
    write(folder.resolve("vae_v2.safetensors"), Map.of());
    assertFails(FailureCode.BAD_ARGUMENT, "has 2 weight files");
  }

  @Test
  void aFoldersWeightsAreLocatedAsTheyAreOpened() {
    Path weights = folder.resolve("model.safetensors");
    write(weights, Map.of("a", HostTensor.floats(Shape.of(1), 1)));

    assertThat(WeightFiles.located(folder)).isEqualTo(weights);
    assertThat(WeightFiles.located(weights)).isEqualTo(weights);
  }

  @Test
  void everyDifferenceOfKeysIsListed() throws IOException {
    Path file = folder.resolve("a.safetensors");
    write(
        file,
        Map.of(
            "same", HostTensor.floats(Shape.of(1), 1),
            "shape", HostTensor.floats(Shape.of(2), 1, 2),
            "extra", HostTensor.floats(Shape.of(), 1),
            "position_ids", HostTensor.integers(DType.I64, Shape.of(1), 0)));
    Map<String, Shape> expected =
        Map.of(
            "same", Shape.of(1), "shape", Shape.of(2, 1), "gone", Shape.of(), "away", Shape.of());
    try (WeightSource weights = WeightFiles.open(file)) {
      assertThatThrownBy(() -> KeyCheck.require(expected, weights, "position_ids"::equals))
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.WRONG_WEIGHTS))
          .hasMessageContaining(
              "2 missing (away, gone); 1 unexpected (extra);"
                  + " 1 of another shape (shape is [2], not [2, 1])");
      KeyCheck.require(Map.of("same", Shape.of(1)), weights, name -> true);
    }
  }

  private void assertFails(FailureCode code, String message) {
    assertThatThrownBy(() -> WeightFiles.open(folder).close())
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private void shards(String index) throws IOException {
    write(folder.resolve("1.safetensors"), Map.of("a", HostTensor.floats(Shape.of(1), 1)));
    write(folder.resolve("2.safetensors"), Map.of("b", HostTensor.floats(Shape.of(1), 2)));
    Files.writeString(folder.resolve("model.safetensors.index.json"), index);
  }

  private static void write(Path file, Map<String, HostTensor> tensors) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> infos.put(name, new TensorInfo(tensor.dtype(), tensor.shape())));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of("format", "pt"))) {
      tensors.forEach(writer::write);
      writer.commit();
    }
  }

  private static Map<String, HostTensor> randomTensors(Random random) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      for (int i = 0; i < 3; i++) {
        Shape shape = Shape.of(random.nextInt(5), random.nextInt(90), 1 + random.nextInt(40));
        tensors.put(
            "\u5f71 " + dtype + "." + i, random(dtype, i == 0 ? Shape.of() : shape, random));
      }
    }
    return tensors;
  }

  private static HostTensor random(DType dtype, Shape shape, Random random) {
    byte[] bytes = new byte[(int) new TensorInfo(dtype, shape).byteSize()];
    random.nextBytes(bytes);
    return new HostTensor(dtype, shape, TensorBytes.wrap(bytes));
  }
}
