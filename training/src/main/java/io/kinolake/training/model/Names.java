package io.kinolake.training.model;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names of a tape's values. */
final class Names {
  private Names() {}

  /** Values that are called the same within a piece and on the tape. */
  static Map<String, String> same(Collection<String> names) {
    return names.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
  }
}
