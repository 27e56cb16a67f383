package io.kinolake.jobs.exchange;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numpy's file of one array: written as version 1.0 of the format, read as 1.0 to 3.0 (NEP 1 and
 * {@code numpy.lib.format}).
 */
final class NpyFile {
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private static final Pattern TYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern EXTENTS = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  private static final Pattern EXTENT = Pattern.compile("[0-9]+");

  private NpyFile() {}

  /**
   * The array of a file, over its bytes.
   *
   * @param name of the file, for errors
   * @throws KinolakeException CORRUPT if it is damaged, FORBIDDEN_FORMAT if it holds something else
   *     than numbers in rows, least byte first
   */
  static HostTensor read(String name, byte[] file) {
    String header = header(name, file);
    Shape shape = shape(name, group(name, EXTENTS, header));
    String type = group(name, TYPE, header);
    DType dtype =
        Arrays.stream(DType.values())
            .filter(each -> each != DType.BF16 && typeOf(each).equals(type))
            .findFirst()
            .orElseThrow(() -> refused(name, "its type is '%s'".formatted(type)));
    if (group(name, ORDER, header).equals("True")) {
      throw refused(name, "its array lies in columns");
    }
    int start = headerStart(file) + header.length();
    int length = file.length - start;
    if (length % dtype.bytes() != 0 || length / dtype.bytes() != shape.elements()) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "'%s' has %d bytes of numbers, an array %s of %s has others. Export it again."
              .formatted(name, length, shape, dtype));
    }
    ByteBuffer numbers = ByteBuffer.wrap(file, start, length).slice();
    return new HostTensor(dtype, shape, TensorBytes.wrap(numbers.order(ByteOrder.LITTLE_ENDIAN)));
  }

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

  private static String header(String name, byte[] file) {
    boolean known =
        file.length > headerStart(file)
            && Arrays.equals(file, 0, 6, MAGIC, 0, 6)
            && file[6] >= 1
            && file[6] <= 3;
    if (known) {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      long length = file[6] == 1 ? bytes.getShort(8) & 0xffff : bytes.getInt(8) & 0xffffffffL;
      if (headerStart(file) + length <= file.length) {
        return new String(file, headerStart(file), (int) length, StandardCharsets.ISO_8859_1);
      }
    }
    throw new KinolakeException(
        FailureCode.CORRUPT, "'%s' is no whole file of numpy. Export it again.".formatted(name));
  }

  /** Where the header begins: behind its length, of two bytes in version 1 and four in others. */
  private static int headerStart(byte[] file) {
    return MAGIC.length + (file.length > 6 && file[6] == 1 ? Short.BYTES : Integer.BYTES);
  }

  private static String group(String name, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw refused(name, "its header is %s".formatted(header.strip()));
    }
    return matcher.group(1);
  }

  private static Shape shape(String name, String extents) {
    try {
      return Shape.of(
          EXTENT
              .matcher(extents)
              .results()
              .mapToLong(extent -> Long.parseLong(extent.group()))
              .toArray());
    } catch (IllegalArgumentException e) {
      throw refused(name, "no array has the extents (%s)".formatted(extents));
    }
  }

  private static KinolakeException refused(String name, String problem) {
    return new KinolakeException(
        FailureCode.FORBIDDEN_FORMAT,
        "'%s' cannot be taken as a tensor: %s. Wanted is an array of numbers in rows, least byte first."
            .formatted(name, problem));
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
