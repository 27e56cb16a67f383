package io.kinolake.models.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The extents of a tensor, outermost first; empty for a single number.
 *
 * @param dims none negative; their product fits a {@code long}
 */
public record Shape(List<Long> dims) {

  public Shape {
    dims = List.copyOf(dims);
    product(dims);
  }

  public static Shape of(long... dims) {
    return new Shape(Arrays.stream(dims).boxed().toList());
  }

  public int rank() {
    return dims.size();
  }

  /** The extent of one axis, counted from 0. */
  public long dim(int axis) {
    return dims.get(axis);
  }

  /** How many elements there are: 1 for a single number. */
  public long elements() {
    return product(dims);
  }

  public long[] toArray() {
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public String toString() {
    return dims.toString();
  }

  private static long product(List<Long> dims) {
    long product = 1;
    boolean empty = false;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("A shape has no negative extent: " + dims);
      }
      empty |= dim == 0;
      try {
        product = Math.multiplyExact(product, Math.max(dim, 1));
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("A shape of more than 2^63 elements: " + dims, e);
      }
    }
    return empty ? 0 : product;
  }
}
