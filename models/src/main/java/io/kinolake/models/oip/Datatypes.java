package io.kinolake.models.oip;

import io.kinolake.models.tensor.DType;
import java.util.Map;
import java.util.Optional;

/** The protocol's names of element types. */
final class Datatypes {
  private static final Map<String, DType> TYPES =
      Map.of(
          "FP64", DType.F64,
          "FP32", DType.F32,
          "FP16", DType.F16,
          "BF16", DType.BF16,
          "INT64", DType.I64,
          "INT32", DType.I32,
          "INT16", DType.I16,
          "INT8", DType.I8,
          "UINT8", DType.U8,
          "BOOL", DType.BOOL);

  private Datatypes() {}

  static Optional<DType> of(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  static String name(DType type) {
    return TYPES.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
