package io.kinolake.models.oip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;

/** The numbers of a tensor as JSON: row by row, nested or not. */
final class JsonTensor {
  private final long[] integers;
  private final double[] reals;
  private int next;

  private JsonTensor(int length, boolean floating) {
    this.integers = new long[floating ? 0 : length];
    this.reals = new double[floating ? length : 0];
  }

  /**
   * Reads numbers.
   *
   * @throws MalformedMessage if they are not as many as the shape takes, or none of the type's
   */
  static HostTensor read(DType dtype, Shape shape, JsonNode data) {
    long count = count(data);
    if (count != shape.elements()) {
      throw new MalformedMessage("%d numbers are given for the shape %s".formatted(count, shape));
    }
    JsonTensor numbers = new JsonTensor(Math.toIntExact(count), dtype.isFloating());
    numbers.take(dtype, data);
    try {
      return dtype.isFloating()
          ? HostTensor.doubles(shape, numbers.reals).cast(dtype)
          : HostTensor.integers(dtype, shape, numbers.integers);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessage(e.getMessage());
    }
  }

  static void write(HostTensor tensor, ArrayNode target) {
    DType dtype = tensor.dtype();
    if (dtype == DType.BOOL) {
      for (long value : tensor.toLongs()) {
        target.add(value != 0);
      }
    } else if (!dtype.isFloating()) {
      for (long value : tensor.toLongs()) {
        target.add(value);
      }
    } else if (dtype == DType.F64) {
      for (double value : tensor.toDoubles()) {
        target.add(value);
      }
    } else {
      for (float value : tensor.toFloats()) {
        target.add(value);
      }
    }
  }

  private static long count(JsonNode data) {
    if (!data.isArray()) {
      return 1;
    }
    long count = 0;
    for (JsonNode part : data) {
      count += count(part);
    }
    return count;
  }

  private void take(DType dtype, JsonNode data) {
    if (data.isArray()) {
      data.forEach(part -> take(dtype, part));
    } else if (dtype.isFloating() && data.isNumber()) {
      reals[next++] = data.doubleValue();
    } else if (!dtype.isFloating() && data.isIntegralNumber() && data.canConvertToLong()) {
      integers[next++] = data.longValue();
    } else if (dtype == DType.BOOL && data.isBoolean()) {
      integers[next++] = data.booleanValue() ? 1 : 0;
    } else {
      throw new MalformedMessage("'%.40s' is no %s".formatted(data, Datatypes.name(dtype)));
    }
  }
}
