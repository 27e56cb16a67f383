package io.kinolake.models.weights;

import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One published way to name and arrange the weights of a network.
 *
 * @param origins of what a parameter is made, by the network's name of it
 * @param unused tells names that files may have though the network has no use for them
 */
public record WeightLayout(Function<String, WeightOrigin> origins, Predicate<String> unused) {

  /** The network's own names. */
  public static WeightLayout plain(Predicate<String> unused) {
    return new WeightLayout(WeightOrigin.Named::new, unused);
  }

  /**
   * The weights as the network asks for them.
   *
   * @param parameters shapes of all parameters by the network's names
   * @throws KinolakeException BAD_CONFIG that lists every tensor that is missing, has another shape
   *     or is not expected, by the source's own names
   */
  public WeightSource fit(WeightSource source, Map<String, Shape> parameters) {
    Map<String, WeightOrigin> made = new LinkedHashMap<>();
    Map<String, Shape> expected = new TreeMap<>();
    parameters.forEach(
        (name, shape) -> {
          WeightOrigin origin = origins.apply(name);
          made.put(name, origin);
          expected.putAll(origin.parts(shape));
        });
    require(expected, source);
    return new RenamedWeights(source, parameters, made);
  }

  private void require(Map<String, Shape> expected, WeightSource source) {
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          TensorInfo info = source.tensors().get(name);
          if (info == null) {
            problems.add("'%s' %s is missing".formatted(name, shape));
          } else if (!info.shape().equals(shape)) {
            problems.add("'%s' is %s instead of %s".formatted(name, info.shape(), shape));
          }
        });
    source.tensors().keySet().stream()
        .filter(name -> !expected.containsKey(name) && !unused.test(name))
        .sorted()
        .forEach(name -> problems.add("'%s' is not expected".formatted(name)));
    if (!problems.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The weights of %s do not fit the network: %s. Check that they belong to its configuration."
              .formatted(source.origin(), String.join("; ", problems)));
    }
  }
}
