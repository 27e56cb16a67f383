package io.kinolake.udfs;

import java.io.Serializable;
import java.util.Optional;

/**
 * What one task of a stage needs.
 *
 * @param cores processor cores
 * @param accelerators devices per task; 0 for none
 * @param acceleratorKind Spark's resource name, {@code gpu}, {@code npu} or {@code musa}; empty
 *     where none is needed
 */
public record Resources(int cores, int accelerators, String acceleratorKind)
    implements Serializable {
  public static final Resources ONE_CORE = new Resources(1, 0, "");

  public Resources {
    if (cores < 1 || accelerators < 0 || (accelerators > 0) == acceleratorKind.isEmpty()) {
      throw new IllegalArgumentException(
          "Not a resource request: %d cores, %d x '%s'"
              .formatted(cores, accelerators, acceleratorKind));
    }
  }

  public static Resources accelerated(String kind, int count) {
    return new Resources(1, count, kind);
  }

  /** The accelerator's resource name, where one is needed. */
  public Optional<String> accelerator() {
    return accelerators == 0 ? Optional.empty() : Optional.of(acceleratorKind);
  }
}
