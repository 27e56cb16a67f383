package io.kinolake.models.weights;

import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How the tensors of a source differ from those that a network has.
 *
 * @param missing names that only the network has, sorted
 * @param unexpected names that only the source has, sorted
 * @param misshaped names of both with both shapes, sorted
 */
public record KeyCheck(List<String> missing, List<String> unexpected, List<String> misshaped) {

  public KeyCheck {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misshaped = List.copyOf(misshaped);
  }

  /**
   * Compares.
   *
   * @param expected every tensor that the network reads
   * @param unused tells names that the source may have though the network has no use for them
   */
  public static KeyCheck of(
      Map<String, Shape> expected, WeightSource source, Predicate<String> unused) {
    Map<String, TensorInfo> found = source.tensors();
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    new TreeMap<>(expected)
        .forEach(
            (name, shape) -> {
              TensorInfo info = found.get(name);
              if (info == null) {
                missing.add(name);
              } else if (!info.shape().equals(shape)) {
                misshaped.add("%s is %s, not %s".formatted(name, info.shape(), shape));
              }
            });
    List<String> unexpected =
        new TreeSet<>(found.keySet())
            .stream().filter(name -> !expected.containsKey(name) && !unused.test(name)).toList();
    return new KeyCheck(missing, unexpected, misshaped);
  }

  /**
   * Requires that a source has exactly the tensors of a network.
   *
   * @throws KinolakeException WRONG_WEIGHTS that lists every difference
   */
  public static void require(Map<String, Shape> expected, WeightSource source) {
    require(expected, source, name -> false);
  }

  /**
   * Requires that a source has the tensors of a network and beyond them only some that are known to
   * be of no use.
   *
   * @throws KinolakeException WRONG_WEIGHTS that lists every difference
   */
  public static void require(
      Map<String, Shape> expected, WeightSource source, Predicate<String> unused) {
    KeyCheck check = of(expected, source, unused);
    if (!check.passed()) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "%s does not fit this network: %s; check that the file belongs to its configuration"
              .formatted(source.origin(), check));
    }
  }

  public boolean passed() {
    return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, "missing", missing);
    add(parts, "unexpected", unexpected);
    add(parts, "of another shape", misshaped);
    return parts.isEmpty() ? "no difference" : String.join("; ", parts);
  }

  private static void add(List<String> parts, String what, List<String> names) {
    if (!names.isEmpty()) {
      parts.add("%d %s (%s)".formatted(names.size(), what, String.join(", ", names)));
    }
  }
}
