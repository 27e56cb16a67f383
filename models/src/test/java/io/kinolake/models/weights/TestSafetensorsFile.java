package io.kinolake.models.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.SharedFolder;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSafetensorsFile {
  @TempDir private Path folder;

  @Test
  void readsTensorsAndMetadata() throws IOException {
    Path file =
        file(
            """
            {"__metadata__":{"format":"pt"},
             "b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]},
             "a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},
             "none":{"dtype":"I64","shape":[3,0],"data_offsets":[9,9]}}""",
            bytes(9).put((byte) 200).putFloat(1.5f).putFloat(-2));

    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      assertThat(weights.tensors().keySet()).containsExactly("b", "a", "none");
      assertThat(weights.metadata()).containsEntry("format", "pt");
      assertThat(weights.tensor("b")).isEqualTo(HostTensor.floats(Shape.of(2), 1.5f, -2));
      assertThat(weights.tensor("a").toLongs()).containsExactly(200);
      assertThat(weights.tensor("none").shape()).isEqualTo(Shape.of(3, 0));
      ByteBuffer part = bytes(4);
      weights.read("b", 4, part);
      assertThat(part.getFloat(0)).isEqualTo(-2);
      assertThatThrownBy(() -> weights.read("b", 5, bytes(4)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> weights.tensor("c"))
          .isInstanceOf(KinolakeException.class)
          .hasMessageEndingWith("has no tensor 'c'");
    }
  }

  @Test
  void aTensorOutlivesItsFile() throws IOException {
    Path file =
        file(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
            bytes(1).put((byte) 7));
    HostTensor tensor;
    try (SafetensorsFile weights = SafetensorsFile.open(file)) {
      tensor = weights.tensor("a");
    }
    Files.delete(file);

    assertThat(tensor.toLongs()).containsExactly(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}} | TRUNCATED | the tensors take 9 bytes, the file has 8 of them
          {"a":{"dtype":"U8","shape":[7],"data_offsets":[0,7]}} | CORRUPT | 1 bytes follow the last tensor
          {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | CORRUPT | tensor 'b' at bytes 4 to 8 overlaps tensor 'a', which ends at 5
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | CORRUPT | tensor 'b' at bytes 4 to 8 leaves a gap after tensor 'a', which ends at 3
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | CORRUPT | tensor 'a' is F32[3], which takes 12 bytes, but has 8
          {"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}} | FORBIDDEN_FORMAT | tensor 'a' has type 'F8_E4M3'
          {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | CORRUPT | Duplicate field 'a'
          {"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}} | CORRUPT | tensor 'a' lacks a valid 'shape'
          {"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,8]}} | FORBIDDEN_FORMAT | more than 2^63
          {"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,8]}} | CORRUPT | tensor 'a' has shape [4611686018427387904]
          {"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}} | CORRUPT | the data_offsets of tensor 'a' are [8, 0]
          {"a":{"dtype":"U8","shape":[8]}} | CORRUPT | tensor 'a' lacks a valid 'data_offsets'
          {"a":7} | CORRUPT | tensor 'a' lacks a valid 'data_offsets'
          {"a": | CORRUPT | its header is no valid JSON
          [] | CORRUPT | its header is no JSON object
          {} {} | CORRUPT | its header is no valid JSON
          """)
  void aWrongHeaderIsOneClearError(String header, FailureCode code, String message)
      throws IOException {
    Path file = file(header, bytes(8));

    assertFails(file, code, message);
  }

  @Test
  void aHeaderLargerThanTheFileIsATruncatedFile() throws IOException {
    Path file = folder.resolve("short.safetensors");
    Files.write(file, new byte[] {(byte) 0x88, 0x13, 0, 0, 0, 0, 0, 0, '{', '}', ' ', ' '});

    assertFails(file, FailureCode.TRUNCATED, "its header has 5000 bytes, the file 12");
  }

  @Test
  void aFileOfAnotherKindIsSaidToBeOne() throws IOException {
    Path file = folder.resolve("text.safetensors");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1");

    assertFails(file, FailureCode.CORRUPT, "is it a safetensors file?");
  }

  @Test
  void anEmptyFileIsTruncated() throws IOException {
    assertFails(
        Files.createFile(folder.resolve("empty")), FailureCode.TRUNCATED, "0 bytes and no header");
  }

  @Test
  void aMissingFileIsNotFound() {
    assertFails(folder.resolve("nowhere"), FailureCode.NOT_FOUND, "There is no weight file");
  }

  @Test
  void everyCutOfAFileIsAnError() throws IOException {
    Path file = file("{\"a\":{\"dtype\":\"I16\",\"shape\":[3],\"data_offsets\":[0,6]}}", bytes(6));
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, java.util.Arrays.copyOf(whole, length));
      assertFails(cut, FailureCode.TRUNCATED, "is cut short");
    }
  }

  @Test
  void readsTheGoldenFiles() throws IOException {
    Path golden = SharedFolder.require("golden/clip_vit/weights.safetensors");
    try (SafetensorsFile weights = SafetensorsFile.open(golden)) {
      assertThat(weights.tensors()).containsKey("visual.class_embedding");
      assertThat(weights.tensors().get("positional_embedding"))
          .isEqualTo(new TensorInfo(DType.F32, Shape.of(20, 32)));
      assertThat(weights.tensor("logit_scale").toFloats()).hasSize(1);
    }
  }

  private static void assertFails(Path file, FailureCode code, String message) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  private Path file(String header, ByteBuffer data) throws IOException {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + data.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json).put(data.rewind());
    Path file = folder.resolve("some.safetensors");
    Files.write(file, all.array());
    return file;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
