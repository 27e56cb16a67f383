package io.kinolake.models.graph;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Refuses results that are not finite and names the layer that first gave one. Layers are those
 * that a network shows to {@link Taps}; what is needed to find them lies in the graph and is only
 * computed, in a second run, once a result is wrong.
 */
public final class FiniteCheck {
  private static final String PREFIX = "finite.";

  private FiniteCheck() {}

  /** The outermost scope of a network whose layers can be named when a result is not finite. */
  public static NetScope watched(NetworkBuilder builder) {
    return watched(builder, "");
  }

  /** As {@link #watched(NetworkBuilder)}, for one of several graphs that share parameters. */
  public static NetScope watched(NetworkBuilder builder, String part) {
    return builder
        .scope()
        .with(
            (name, value) -> {
              if (value.type() == TFloat32.class) {
                @SuppressWarnings("unchecked")
                Operand<TFloat32> floats = (Operand<TFloat32>) value;
                builder.output(PREFIX + part + "/" + name, allFinite(builder.tf(), floats));
              }
            });
  }

  /**
   * As {@link Network#run}.
   *
   * @throws KinolakeException NOT_FINITE naming an output that holds a value which is not finite,
   *     and the first layer whose output does
   */
  public static Map<String, HostTensor> run(
      Network network, Map<String, HostTensor> given, Collection<String> wanted) {
    Map<String, HostTensor> found = network.run(given, wanted);
    found.forEach(
        (name, value) -> {
          if (!isFinite(value)) {
            throw notFinite(network, "", given, Map.of(), name);
          }
        });
    return found;
  }

  /** Whether an output only watches a layer. */
  static boolean isWatch(String output) {
    return output.startsWith(PREFIX);
  }

  /** Whether no value is a NaN or infinite. */
  public static boolean isFinite(HostTensor tensor) {
    if (!tensor.dtype().isFloating()) {
      return true;
    }
    for (float value : tensor.toFloats()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The error for an output that is not finite.
   *
   * @param part the graph that was run
   * @param given what it was run with
   * @param kept what it was run with besides
   */
  public static KinolakeException notFinite(
      Network network,
      String part,
      Map<String, HostTensor> given,
      Map<String, KeptValues.Value> kept,
      String output) {
    return new KinolakeException(
        FailureCode.NOT_FINITE,
        "The network's output '%s' holds NaN or infinity, which first came up in %s. Check the weights and the input."
            .formatted(output, firstLayer(network, PREFIX + part + "/", given, kept)));
  }

  private static String firstLayer(
      Network network,
      String prefix,
      Map<String, HostTensor> given,
      Map<String, KeptValues.Value> kept) {
    List<String> layers =
        network.outputNames().stream().filter(name -> name.startsWith(prefix)).toList();
    if (layers.isEmpty()) {
      return "a layer that it does not show";
    }
    try (KeptValues finite = network.runKept(given, kept, layers)) {
      return layers.stream()
          .filter(name -> finite.host(name).toLongs()[0] == 0)
          .findFirst()
          .map(name -> "layer '" + name.substring(prefix.length()) + "'")
          .orElse("its last layer");
    }
  }

  /** Whether all of a value is finite, as a scalar of the graph. */
  public static Operand<TBool> allFinite(Ops tf, Operand<TFloat32> value) {
    Operand<TInt32> all = tf.constant(new int[] {-1});
    return tf.reduceAll(tf.reshape(tf.math.isFinite(value), all), tf.constant(0));
  }
}
