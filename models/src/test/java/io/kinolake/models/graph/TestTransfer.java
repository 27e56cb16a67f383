package io.kinolake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.family.TType;

class TestTransfer {
  /** More than one piece, and not a whole number of them. */
  private static final int ELEMENTS = 700_001;

  private static final int LARGEST_PIECE = 4 << 20;

  @ParameterizedTest
  @CsvSource({"BF16, F32", "F16, F32", "F64, F32", "F32, BF16", "I64, F32", "F32, F32"})
  void aStoredTensorIsCastAsAWhole(DType stored, DType wanted) {
    HostTensor value = numbers(stored);
    assertThat(loaded(new Pieces(value), wanted)).isEqualTo(value.cast(wanted));
  }

  @Test
  void nothingButPiecesIsHeldWhileATensorIsCast() {
    Pieces weights = new Pieces(numbers(DType.BF16));
    loaded(weights, DType.F32);
    assertThat(weights.largest).isPositive().isLessThan(LARGEST_PIECE);
  }

  private static HostTensor loaded(WeightSource weights, DType wanted) {
    try (TType tensor = Transfer.toTensor(weights, Pieces.NAME, Transfer.typeOf(wanted))) {
      return Transfer.toHost(tensor);
    }
  }

  private static HostTensor numbers(DType type) {
    Random random = new Random(3);
    float[] values = new float[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      values[i] = random.nextInt(2000) - 1000 + (type.isFloating() ? random.nextFloat() : 0);
    }
    Shape shape = Shape.of(ELEMENTS);
    if (type.isFloating()) {
      return HostTensor.floats(shape, values).cast(type);
    }
    long[] whole = new long[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      whole[i] = (long) values[i];
    }
    return HostTensor.integers(type, shape, whole);
  }

  /** One tensor that is handed out in pieces only. */
  private static final class Pieces implements WeightSource {
    private static final String NAME = "weight";

    private final HostTensor value;
    private int largest;

    Pieces(HostTensor value) {
      this.value = value;
    }

    @Override
    public String origin() {
      return "pieces";
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      return Map.of(NAME, new TensorInfo(value.dtype(), value.shape()));
    }

    @Override
    public HostTensor tensor(String name) {
      throw new AssertionError("the whole tensor is asked for");
    }

    @Override
    public void read(String name, long offset, ByteBuffer target) {
      largest = Math.max(largest, target.remaining());
      value.bytes().read(offset, target);
    }

    @Override
    public void close() {}
  }
}
