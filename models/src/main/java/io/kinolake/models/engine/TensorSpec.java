package io.kinolake.models.engine;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import java.util.List;

/**
 * An input or output of a model.
 *
 * @param dims its extents, outermost first; -1 where they differ from run to run
 */
public record TensorSpec(String name, DType dtype, List<Long> dims) {

  public TensorSpec {
    dims = List.copyOf(dims);
  }

  /** Whether another has the same name and type, and extents that can be the same. */
  boolean agreesWith(TensorSpec other) {
    if (!name.equals(other.name) || dtype != other.dtype || dims.size() != other.dims.size()) {
      return false;
    }
    for (int axis = 0; axis < dims.size(); axis++) {
      long size = dims.get(axis);
      long others = other.dims.get(axis);
      if (size >= 0 && others >= 0 && size != others) {
        return false;
      }
    }
    return true;
  }

  /** Whether a tensor is of this type and fits these extents. */
  public boolean takes(HostTensor tensor) {
    if (tensor.dtype() != dtype || tensor.shape().rank() != dims.size()) {
      return false;
    }
    for (int axis = 0; axis < dims.size(); axis++) {
      if (dims.get(axis) >= 0 && dims.get(axis) != tensor.shape().dim(axis)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name + " " + dtype + dims;
  }
}
