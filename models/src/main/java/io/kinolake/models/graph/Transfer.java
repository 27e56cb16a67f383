package io.kinolake.models.graph;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.ElementCast;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.tensorflow.Tensor;
import org.tensorflow.TensorMemory;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Copies values into and out of TensorFlow's memory: one copy, no detour. */
final class Transfer {
  private static final Map<DType, Class<? extends TType>> TYPES =
      Map.of(
          DType.F64, TFloat64.class,
          DType.F32, TFloat32.class,
          DType.F16, TFloat16.class,
          DType.BF16, TBfloat16.class,
          DType.I64, TInt64.class,
          DType.I32, TInt32.class,
          DType.U8, TUint8.class,
          DType.BOOL, TBool.class);

  /** Numbers that are cast at a time. */
  private static final int CAST_ELEMENTS = 1 << 18;

  private Transfer() {}

  /** A new tensor of the same type; the caller closes it. */
  static TType toTensor(HostTensor value) {
    return filled(
        typeOf(value.dtype()),
        Shape.of(value.shape().toArray()),
        (offset, target) -> value.bytes().read(offset, target));
  }

  /** A new tensor with a parameter's value in another type where need be; the caller closes it. */
  static TType toTensor(WeightSource weights, String name, Class<? extends TType> type) {
    DType wanted = dtypeOf(type);
    TensorInfo stored = weights.tensors().get(name);
    Shape shape = Shape.of(stored.shape().toArray());
    return filled(
        type,
        shape,
        stored.dtype() == wanted
            ? (offset, target) -> weights.read(name, offset, target)
            : (offset, target) ->
                readCast(weights, name, stored.dtype(), wanted, offset / wanted.bytes(), target));
  }

  /** Fills a buffer with elements in another type, through a small one. */
  private static void readCast(
      WeightSource weights,
      String name,
      DType stored,
      DType wanted,
      long firstElement,
      ByteBuffer target) {
    ByteBuffer piece =
        ByteBuffer.allocate(CAST_ELEMENTS * stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    long element = firstElement;
    while (target.hasRemaining()) {
      int count = Math.min(CAST_ELEMENTS, target.remaining() / wanted.bytes());
      piece.clear().limit(count * stored.bytes());
      weights.read(name, element * stored.bytes(), piece);
      ElementCast.cast(stored, piece.flip(), wanted, target);
      element += count;
    }
  }

  /** A copy of a tensor's value. */
  static HostTensor toHost(Tensor tensor) {
    DType dtype = dtypeOf(tensor);
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    TensorMemory.view(tensor, 0, bytes.length).get(bytes);
    return new HostTensor(
        dtype,
        io.kinolake.models.tensor.Shape.of(tensor.shape().asArray()),
        TensorBytes.wrap(bytes));
  }

  /** The type of a graph's values for a type of numbers. */
  static Class<? extends TType> typeOf(DType dtype) {
    Class<? extends TType> type = TYPES.get(dtype);
    if (type == null) {
      throw new IllegalArgumentException(dtype + " is not used in graphs");
    }
    return type;
  }

  private interface Filler {
    void read(long offset, ByteBuffer target);
  }

  private static TType filled(Class<? extends TType> type, Shape shape, Filler filler) {
    TType tensor = Tensor.of(type, shape);
    for (long offset = 0; offset < tensor.numBytes(); offset += TensorBytes.PIECE) {
      int length = (int) Math.min(TensorBytes.PIECE, tensor.numBytes() - offset);
      filler.read(offset, TensorMemory.view(tensor, offset, length));
    }
    return tensor;
  }

  /** The type of numbers of a graph's values. */
  static DType dtypeOf(Class<? extends TType> type) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + " is not used here"));
  }

  /** The type of a tensor's numbers. */
  static DType dtypeOf(Tensor tensor) {
    return switch (tensor.dataType()) {
      case DT_DOUBLE -> DType.F64;
      case DT_FLOAT -> DType.F32;
      case DT_HALF -> DType.F16;
      case DT_BFLOAT16 -> DType.BF16;
      case DT_INT64 -> DType.I64;
      case DT_INT32 -> DType.I32;
      case DT_UINT8 -> DType.U8;
      case DT_BOOL -> DType.BOOL;
      default -> throw new IllegalArgumentException(tensor.dataType() + " leaves no graph");
    };
  }
}
