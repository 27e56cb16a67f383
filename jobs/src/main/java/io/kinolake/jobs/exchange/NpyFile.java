package io.kinolake.jobs.exchange;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Numpy's file of one array, version 1.0 of the format. */
final class NpyFile {
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private NpyFile() {}

  /** The file's bytes; BF16, which numpy lacks, becomes F32. */
  static byte[] bytes(HostTensor tensor) {
    HostTensor known = tensor.dtype() == DType.BF16 ? tensor.cast(DType.F32) : tensor;
    String shape =
        known.shape().dims().stream()
            .map(extent -> extent + ",")
            .collect(Collectors.joining(" ", "(", ")"));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(typeOf(known.dtype()), shape);
    int before = MAGIC.length + Short.BYTES;
    int length = (before + header.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - before;
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(before + length + Math.toIntExact(known.bytes().size()));
    out.writeBytes(MAGIC);
    out.write(length & 0xff);
    out.write(length >> Byte.SIZE);
    String padded = header + " ".repeat(length - header.length() - 1) + "\n";
    out.writeBytes(padded.getBytes(StandardCharsets.US_ASCII));
    for (ByteBuffer piece : known.bytes().pieces()) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static String typeOf(DType dtype) {
    return switch (dtype) {
      case F64 -> "<f8";
      case F32 -> "<f4";
      case F16 -> "<f2";
      case I64 -> "<i8";
      case I32 -> "<i4";
      case I16 -> "<i2";
      case I8 -> "|i1";
      case U8 -> "|u1";
      case BOOL -> "|b1";
      case BF16 -> throw new IllegalArgumentException("numpy has no bfloat16");
    };
  }
}
