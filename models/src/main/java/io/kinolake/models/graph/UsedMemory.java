package io.kinolake.models.graph;

import java.util.Map;
import java.util.TreeMap;

/** Memory of tensors, by where it begins and ends. */
final class UsedMemory {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  void add(NativeTensor tensor) {
    ends.merge(tensor.address(), tensor.address() + tensor.bytes(), Math::max);
  }

  /** Whether some of a tensor's memory is another's. */
  boolean overlaps(NativeTensor tensor) {
    long start = tensor.address();
    Map.Entry<Long, Long> lastBefore = ends.lowerEntry(start + tensor.bytes());
    return lastBefore != null && lastBefore.getValue() > start;
  }
}
