package io.kinolake.models.weights;

import io.kinolake.models.tensor.DType;
import java.util.Optional;
import java.util.stream.Stream;

/** The storage classes of PyTorch that hold the element types known here. */
public enum StorageType {
  DOUBLE(DType.F64, "DoubleStorage", "float64"),
  FLOAT(DType.F32, "FloatStorage", "float32"),
  HALF(DType.F16, "HalfStorage", "float16"),
  BFLOAT16(DType.BF16, "BFloat16Storage", "bfloat16"),
  LONG(DType.I64, "LongStorage", "int64"),
  INT(DType.I32, "IntStorage", "int32"),
  SHORT(DType.I16, "ShortStorage", "int16"),
  CHAR(DType.I8, "CharStorage", "int8"),
  BYTE(DType.U8, "ByteStorage", "uint8"),
  BOOL(DType.BOOL, "BoolStorage", "bool"),
  /** Bytes, whose type each tensor says for itself. */
  UNTYPED(DType.U8, "UntypedStorage", "");

  private final DType dtype;
  private final String className;
  private final String dtypeName;

  StorageType(DType dtype, String className, String dtypeName) {
    this.dtype = dtype;
    this.className = className;
    this.dtypeName = dtypeName;
  }

  public DType dtype() {
    return dtype;
  }

  String className() {
    return className;
  }

  static Optional<StorageType> ofClass(String name) {
    return Stream.of(values()).filter(each -> each.className.equals(name)).findFirst();
  }

  /** By the name of a type in module {@code torch}. */
  static Optional<StorageType> ofDtypeName(String name) {
    return Stream.of(values())
        .filter(each -> !name.isEmpty() && each.dtypeName.equals(name))
        .findFirst();
  }

  static StorageType of(DType dtype) {
    return Stream.of(values()).filter(each -> each.dtype == dtype).findFirst().orElseThrow();
  }
}
