package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.TorchValue.Dict;
import io.kinolake.models.weights.TorchValue.Instance;
import io.kinolake.models.weights.TorchValue.Int;
import io.kinolake.models.weights.TorchValue.Sequence;
import io.kinolake.models.weights.TorchValue.Tensor;
import io.kinolake.models.weights.TorchValue.Text;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestTorchFile {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAgain() {
    Map<String, TorchValue> values = new LinkedHashMap<>();
    values.put("step", Int.of(-7));
    values.put("large", new Int(BigInteger.TWO.pow(90).negate()));
    values.put("loss", new TorchValue.Real(Double.MIN_VALUE));
    values.put("name", new Text("Kino \ud83c\udfac"));
    values.put("none", new TorchValue.None());
    values.put("raw", new TorchValue.Bytes("\u0000\u00ff"));
    values.put("type", new TorchValue.Name("torch.bfloat16"));
    values.put("yes", new TorchValue.Bool(true));
    Path file = folder.resolve("a.pt");
    Sequence pair = Sequence.tuple(List.of(Int.of(1), Sequence.list(List.of(Int.of(2)))));
    Map<String, TorchValue> root = new LinkedHashMap<>(values);
    root.put("pair", pair);
    TorchWriter.write(file, Dict.of(root));

    try (TorchFile read = TorchFile.open(file)) {
      Dict dict = (Dict) read.root();
      values.forEach((key, value) -> assertThat(dict.find(key)).contains(value));
      Sequence readPair = (Sequence) dict.find("pair").orElseThrow();
      assertThat(readPair.kind()).isEqualTo(TorchValue.SequenceKind.TUPLE);
      assertThat(((Sequence) readPair.items().get(1)).items()).containsExactly(Int.of(2));
      assertThat(read.tensors()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeOfElementsSurvives(DType dtype) {
    Random random = new Random(dtype.name().hashCode());
    byte[] bytes = new byte[dtype.bytes() * 24];
    random.nextBytes(bytes);
    HostTensor tensor = new HostTensor(dtype, Shape.of(2, 3, 4), TensorBytes.wrap(bytes));
    Path file = folder.resolve("a.pt");
    TorchWriter.write(file, Dict.of(Map.of("nested", Dict.of(Map.of("x.y", Tensor.of(tensor))))));

    try (TorchFile read = TorchFile.open(file)) {
      assertThat(read.tensors())
          .containsExactly(Map.entry("nested.x.y", new TensorInfo(dtype, tensor.shape())));
      assertThat(read.tensor("nested.x.y")).isEqualTo(tensor);
      ByteBuffer part = ByteBuffer.allocate(2 * dtype.bytes());
      read.read("nested.x.y", dtype.bytes(), part);
      assertThat(part.array())
          .isEqualTo(Arrays.copyOfRange(bytes, dtype.bytes(), 3 * dtype.bytes()));
    }
  }

  @Test
  void theSameContentGivesTheSameBytes() throws IOException {
    Dict root = Dict.of(Map.of("a", Tensor.of(HostTensor.floats(Shape.of(), 3))));
    TorchWriter.write(folder.resolve("a.pt"), root);
    TorchWriter.write(folder.resolve("b.pt"), root);

    assertThat(Files.readAllBytes(folder.resolve("a.pt")))
        .isEqualTo(Files.readAllBytes(folder.resolve("b.pt")));
    assertThat(folder).isDirectoryNotContaining("glob:**tmp");
  }

  @Test
  void everyCutOfAFileIsAnError() throws IOException {
    Path file = folder.resolve("a.pt");
    TorchWriter.write(
        file, Dict.of(Map.of("a", Tensor.of(HostTensor.floats(Shape.of(3), 1, 2, 3)))));
    assertCutsFail(Files.readAllBytes(file));
    assertCutsFail(Files.readAllBytes(SharedFolder.require("golden/checkpoint_torch/legacy.pt")));
  }

  @Test
  void damageAnywhereIsAnErrorOrOtherNumbersButNothingElse() throws IOException {
    byte[] whole = Files.readAllBytes(SharedFolder.require("golden/checkpoint_torch/legacy.pt"));
    Random random = new Random(5);
    Path damaged = folder.resolve("damaged.pt");
    for (int i = 0; i < 3000; i++) {
      byte[] copy = whole.clone();
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      Files.write(damaged, copy);
      try (TorchFile read = TorchFile.open(damaged)) {
        read.tensors().keySet().forEach(read::tensor);
      } catch (KinolakeException e) {
        assertThat(e.failure().code())
            .isIn(FailureCode.CORRUPT, FailureCode.TRUNCATED, FailureCode.FORBIDDEN_FORMAT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "posix system",
        "os system",
        "builtins eval",
        "builtins getattr",
        "torch load",
        "torch._utils _rebuild_sparse_tensor",
        "numpy.core.multiarray scalar",
        "argparse ArgumentParser",
        "megatronx.core Enum"
      })
  void aPickleThatAsksForAnythingElseIsRefusedByName(String global) throws IOException {
    Path file = pickle("c" + global.replace(' ', '\n') + "\n(tR.");

    assertFails(file, FailureCode.FORBIDDEN_FORMAT, "'" + global.replace(' ', '.') + "'");
  }

  @Test
  void settingsBesideTheWeightsAreKeptAsData() throws IOException {
    String settings =
        "}(X\u0004\u0000\u0000\u0000argscargparse\nNamespace\n)\u0081}(X\u0001\u0000\u0000\u0000nK\u0007"
            + "X\u0001\u0000\u0000\u0000ecmegatron.core.enums\nKind\nK\u0002\u0085Rubu.";
    try (TorchFile read = TorchFile.open(pickle(settings))) {
      Instance args = (Instance) ((Dict) read.root()).find("args").orElseThrow();
      assertThat(args.type()).isEqualTo("argparse.Namespace");
      assertThat(args.arguments()).isEmpty();
      Dict attributes = (Dict) args.state();
      assertThat(attributes.find("n")).contains(Int.of(7));
      Instance kind = (Instance) attributes.find("e").orElseThrow();
      assertThat(kind.type()).isEqualTo("megatron.core.enums.Kind");
      assertThat(kind.arguments()).containsExactly(Int.of(2));
      assertThat(read.tensors()).isEmpty();
    }
  }

  @Test
  void randomStatesOfNumPyAreKeptAsData() throws IOException {
    String array = "cnumpy.core.multiarray\n_reconstruct\n(K\u0000tR(K\u0001C\u0002abtb.";
    try (TorchFile read = TorchFile.open(pickle(array))) {
      Instance made = (Instance) read.root();
      assertThat(made.type()).isEqualTo("numpy.core.multiarray._reconstruct");
      assertThat(((Sequence) made.state()).items())
          .containsExactly(Int.of(1), new TorchValue.Bytes("ab"));
      assertThat(read.tensors()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"i", "o", "P", "\u0082", "\u0092", "S'a'\n", "I7\n", "F1.0\n", "V1\n"})
  void otherOpcodesAreRefused(String opcode) throws IOException {
    assertFails(pickle("N" + opcode + "."), FailureCode.FORBIDDEN_FORMAT, "unknown opcode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "(.",
        "t.",
        "0.",
        "NNs.",
        "}(Nu.",
        "}]Ns.",
        "h\u0007.",
        "Na.",
        "J",
        "X\u00ff\u00ff\u00ff\u007f",
        "\u008b\u00ff\u00ff\u0000\u0000",
        "N(0.",
        "(NN\u0087.",
        "Nccollections\nOrderedDict\nNR."
      })
  void nonsenseIsAnError(String pickle) throws IOException {
    Path file = pickle(pickle);

    assertThatThrownBy(() -> TorchFile.open(file).close())
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isIn(FailureCode.CORRUPT, FailureCode.TRUNCATED));
  }

  @Test
  void aContainerThatHoldsItselfIsRefused() throws IOException {
    assertFails(pickle("]q\u0000h\u0000a."), FailureCode.FORBIDDEN_FORMAT, "64 deep");
  }

  @Test
  void manyPlacesOfOneContainerAreRefused() throws IOException {
    StringBuilder doubling = new StringBuilder("]q\u0000Na");
    for (int level = 0; level < 60; level++) {
      doubling.append("]h\u0000ah\u0000aq\u0000");
    }
    assertFails(pickle(doubling + "."), FailureCode.FORBIDDEN_FORMAT, "10000000 values");
  }

  @Test
  void aTensorOutsideItsStorageIsAnError() throws IOException {
    Path file = folder.resolve("a.pt");
    TorchWriter.write(
        file, Dict.of(Map.of("a", Tensor.of(HostTensor.floats(Shape.of(3), 1, 2, 3)))));
    byte[] bytes = Files.readAllBytes(file);
    int sizes = indexOf(bytes, "J\u0003\u0000\u0000\u0000t");
    bytes[sizes + 1] = 4;
    Files.write(file, bytes);

    assertFails(file, FailureCode.CORRUPT, "its pickle does not have its checksum");
    assertFails(legacy(4, 1), FailureCode.CORRUPT, "does not fit its storage '0' of 12 bytes");
    assertFails(legacy(3, 2), FailureCode.CORRUPT, "does not fit its storage '0' of 12 bytes");
    assertFails(legacy(100, 0), FailureCode.CORRUPT, "does not fit its storage '0' of 12 bytes");
    try (TorchFile whole = TorchFile.open(legacy(2, 2))) {
      assertThat(whole.tensor("").toFloats()).containsExactly(0, 0);
    }
  }

  @Test
  void theRealAestheticHeadsLoad() throws IOException {
    Path heads = SharedFolder.require("weights");
    try (WeightSource mlp = WeightFiles.open(heads.resolve("sac+logos+ava1-l14-linearMSE.pth"));
        WeightSource linear = WeightFiles.open(heads.resolve("sa_0_4_vit_l_14_linear.pth"))) {
      assertThat(mlp.tensors())
          .containsEntry("layers.0.weight", new TensorInfo(DType.F32, Shape.of(1024, 768)))
          .containsEntry("layers.7.bias", new TensorInfo(DType.F32, Shape.of(1)))
          .hasSize(10);
      assertThat(mlp.tensor("layers.0.weight").toFloats())
          .hasSize(1024 * 768)
          .doesNotContain(Float.NaN);
      assertThat(linear.tensors())
          .containsEntry("weight", new TensorInfo(DType.F32, Shape.of(1, 768)))
          .containsEntry("bias", new TensorInfo(DType.F32, Shape.of(1)));
    }
  }

  private void assertCutsFail(byte[] whole) throws IOException {
    Path cut = folder.resolve("cut.pt");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TorchFile.open(cut).close())
          .isInstanceOfSatisfying(
              KinolakeException.class,
              e -> assertThat(e.failure().code()).isIn(FailureCode.CORRUPT, FailureCode.TRUNCATED));
    }
  }

  private static void assertFails(Path file, FailureCode code, String message) {
    assertThatThrownBy(() -> TorchFile.open(file).close())
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  /** A checkpoint of the older form whose object is given; it has no storages. */
  private Path pickle(String object) throws IOException {
    return write("\u0080\u0002" + object + "\u0080\u0002].");
  }

  /** A checkpoint of the older form: a vector of some size and stride in a storage of 3 floats. */
  private Path legacy(int size, int stride) throws IOException {
    String tensor =
        "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\nFloatStorage\n"
            + "U\u00010U\u0003cpuK\u0003NtQK\u0000K%c\u0085K%c\u0085\u0089NtR."
                .formatted(size, stride);
    return write(tensor + "\u0080\u0002]U\u00010a." + "\u0003" + "\u0000".repeat(7 + 12));
  }

  private Path write(String fromObjectOn) throws IOException {
    String start =
        "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}.";
    Path file = folder.resolve("written.pt");
    Files.write(file, (start + fromObjectOn).getBytes(ISO_8859_1));
    return file;
  }

  private static int indexOf(byte[] bytes, String part) {
    return new String(bytes, ISO_8859_1).indexOf(part);
  }
}
