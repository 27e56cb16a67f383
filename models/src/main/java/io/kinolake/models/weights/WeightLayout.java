package io.kinolake.models.weights;

import io.kinolake.models.tensor.Shape;
import java.util.LinkedHashMap;
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
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS that lists every tensor
   *     that is missing, has another shape or is not expected, by the source's own names
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
    KeyCheck.require(expected, source, unused);
    return new RenamedWeights(source, parameters, made);
  }
}
