package io.kinolake.models.networks.aesthetic;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.KeyCheck;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An aesthetic predictor: a score, mostly between 1 and 10, of a picture's CLIP embedding scaled to
 * length one. Both published forms are chains of linear layers with nothing between them: the
 * predictor of LAION-AI/aesthetic-predictor has one, that of improved-aesthetic-predictor five
 * ({@code layers.0}, 2, 4, 6, 7; its dropouts rest). Sums are taken in 64 bits. Immutable and
 * thread-safe.
 */
public final class AestheticHead {
  private static final Pattern LAYER =
      Pattern.compile("layers\\.(0|[1-9]\\d{0,5})\\.(?:weight|bias)");

  private final List<AffineLayer> layers;

  private AestheticHead(List<AffineLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /**
   * The predictor in a file: of several layers if it has any {@code layers.N}, else of the one with
   * a weight and a bias.
   *
   * @throws KinolakeException WRONG_WEIGHTS that lists every tensor that is missing, has another
   *     shape or is not a predictor's
   */
  public static AestheticHead of(WeightSource weights) {
    return of(weights, name -> false);
  }

  /** The same of a file that holds more: {@code others} tells what is not this predictor's. */
  static AestheticHead of(WeightSource weights, Predicate<String> others) {
    List<Integer> numbers = layerNumbers(weights.tensors());
    List<String> prefixes =
        numbers.isEmpty()
            ? List.of("")
            : numbers.stream().map(number -> "layers." + number + ".").toList();
    return read(weights, prefixes, others);
  }

  /** The predictor of one layer whose parameters start with {@code prefix}; others are let be. */
  static AestheticHead linear(WeightSource weights, String prefix) {
    return read(weights, List.of(prefix), name -> !name.startsWith(prefix));
  }

  /** Length of the embeddings that are scored. */
  public int inputSize() {
    return layers.get(0).in();
  }

  /**
   * The score of an embedding of any length but zero; zero itself is scored as it is.
   *
   * @throws KinolakeException INTERNAL if the embedding has another size; NOT_FINITE if it or the
   *     score holds a NaN or is infinite
   */
  public float score(float... embedding) {
    List<float[]> values = outputs(normalised(embedding));
    float score = values.get(values.size() - 1)[0];
    if (!Float.isFinite(score)) {
      throw new KinolakeException(
          FailureCode.NOT_FINITE,
          "The aesthetic score is %s: the embedding or the predictor's weights hold NaN or infinity."
              .formatted(score));
    }
    return score;
  }

  /** The output of every layer, the last of them the score. */
  List<float[]> outputs(float[] normalised) {
    if (normalised.length != inputSize()) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "An embedding of %d numbers was given to an aesthetic predictor for %d; they belong to different CLIP models."
              .formatted(normalised.length, inputSize()));
    }
    List<float[]> outputs = new ArrayList<>();
    float[] value = normalised;
    for (AffineLayer layer : layers) {
      value = layer.apply(value);
      outputs.add(value);
    }
    return outputs;
  }

  /** The embedding scaled to length one; zero stays as it is. */
  static float[] normalised(float[] embedding) {
    double squares = 0;
    for (float value : embedding) {
      squares += (double) value * value;
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    float[] unit = new float[embedding.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (embedding[i] / length);
    }
    return unit;
  }

  /** The numbers N of {@code layers.N}, ascending. */
  static List<Integer> layerNumbers(Map<String, TensorInfo> tensors) {
    return tensors.keySet().stream()
        .map(LAYER::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .distinct()
        .sorted()
        .toList();
  }

  private static AestheticHead read(
      WeightSource weights, List<String> prefixes, Predicate<String> others) {
    KeyCheck.require(AestheticSizes.expected(weights.tensors(), prefixes), weights, others);
    List<AffineLayer> layers = new ArrayList<>();
    for (String prefix : prefixes) {
      HostTensor weight = weights.tensor(prefix + AestheticSizes.WEIGHT);
      HostTensor bias = weights.tensor(prefix + AestheticSizes.BIAS);
      layers.add(
          new AffineLayer(
              Math.toIntExact(weight.shape().dim(1)), weight.toFloats(), bias.toFloats()));
    }
    return new AestheticHead(layers);
  }
}
