package io.kinolake.models.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHostTensor {

  @Test
  void holdsWhatItWasGiven() {
    HostTensor tensor = HostTensor.floats(Shape.of(2, 2), 1, 2, 3, -4.5f);

    assertThat(tensor.dtype()).isEqualTo(DType.F32);
    assertThat(tensor.toFloats()).containsExactly(1, 2, 3, -4.5f);
    assertThat(tensor.toDoubles()).containsExactly(1, 2, 3, -4.5);
    assertThat(tensor).hasToString("F32[2, 2]");
  }

  @Test
  void everyIntegerTypeKeepsItsExtremes() {
    assertThat(HostTensor.integers(DType.U8, Shape.of(2), 0, 255).toLongs())
        .containsExactly(0, 255);
    assertThat(HostTensor.integers(DType.I8, Shape.of(2), -128, 127).toLongs())
        .containsExactly(-128, 127);
    assertThat(HostTensor.integers(DType.I16, Shape.of(1), -32768).toLongs())
        .containsExactly(-32768);
    assertThat(HostTensor.integers(DType.I32, Shape.of(1), Integer.MIN_VALUE).toLongs())
        .containsExactly(Integer.MIN_VALUE);
    assertThat(HostTensor.integers(DType.I64, Shape.of(), Long.MAX_VALUE).toLongs())
        .containsExactly(Long.MAX_VALUE);
    assertThat(HostTensor.integers(DType.BOOL, Shape.of(2), 1, 0).toFloats()).containsExactly(1, 0);
    assertThatThrownBy(() -> HostTensor.integers(DType.U8, Shape.of(1), 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("256 does not fit U8");
  }

  @Test
  void castsRoundOnlyWhereTheyMust() {
    HostTensor tensor = HostTensor.doubles(Shape.of(2), 1.0 / 3, 1e300);

    assertThat(tensor.cast(DType.F32).toFloats()).containsExactly(1f / 3, Float.POSITIVE_INFINITY);
    assertThat(tensor.cast(DType.BF16).cast(DType.F64).toDoubles()[0]).isEqualTo(0x1.56p-2);
    assertThat(HostTensor.integers(DType.I64, Shape.of(1), 7).cast(DType.U8).toLongs())
        .containsExactly(7);
    assertThatThrownBy(() -> tensor.cast(DType.I64)).hasMessage("F64 is not cast to I64");
    assertThatThrownBy(tensor::toLongs).hasMessageContaining("has no exact integers");
  }

  @Test
  void bytesMustBeAsManyAsTheShapeTakes() {
    TensorBytes bytes = TensorBytes.wrap(new byte[7]);

    assertThatThrownBy(() -> new HostTensor(DType.I16, Shape.of(2, 2), bytes))
        .hasMessage("I16 of shape [2, 2] takes 8 bytes, not 7");
  }

  @Test
  void shapesAreSane() {
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(Shape.of(3, 0, 1L << 40).elements()).isZero();
    assertThatThrownBy(() -> Shape.of(-1)).hasMessage("A shape has no negative extent: [-1]");
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40))
        .hasMessageContaining("more than 2^63 elements");
  }

  @Test
  void aMappedRangeMayBeLargerThanAnyBuffer(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sparse");
    long size = (2L << 30) + 123;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size + 10);
      sparse.seek(size + 8);
      sparse.write(new byte[] {42, 43});
      TensorBytes bytes = TensorBytes.map(sparse.getChannel(), 10, size);
      ByteBuffer end = ByteBuffer.allocate(3);
      bytes.read(size - 3, end);

      assertThat(bytes.size()).isEqualTo(size);
      assertThat(bytes.pieces())
          .extracting(ByteBuffer::remaining)
          .containsExactly(TensorBytes.PIECE, TensorBytes.PIECE, 123);
      assertThat(end.array()).containsExactly(0, 42, 43);
      assertThatThrownBy(() -> bytes.read(size - 2, ByteBuffer.allocate(3)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void aReadMayCrossPieces(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sparse");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(TensorBytes.PIECE + 2L);
      sparse.seek(TensorBytes.PIECE - 1L);
      sparse.write(new byte[] {1, 2, 3});
      ByteBuffer across = ByteBuffer.allocate(3);
      TensorBytes.map(sparse.getChannel(), 0, TensorBytes.PIECE + 2L)
          .read(TensorBytes.PIECE - 1L, across);

      assertThat(across.array()).containsExactly(1, 2, 3);
    }
  }
}
