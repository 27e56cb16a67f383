package io.kinolake.models.networks.aesthetic;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Pattern LAYER = Pattern.compile("layers\\.(\\d{1,6})\\.weight");
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  private final List<AffineLayer> layers;

  private AestheticHead(List<AffineLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /**
   * The predictor in a file: of several layers if it has {@code layers.N.weight}, else of the one
   * with a weight and a bias.
   *
   * @throws KinolakeException BAD_CONFIG if its tensors are not those of a predictor
   */
  public static AestheticHead of(WeightSource weights) {
    List<Integer> numbers = layerNumbers(weights.tensors());
    List<String> prefixes =
        numbers.isEmpty()
            ? List.of("")
            : numbers.stream().map(number -> "layers." + number + ".").toList();
    return read(weights, prefixes);
  }

  /** The predictor of one layer whose parameters start with {@code prefix}; as {@link #of}. */
  public static AestheticHead linear(WeightSource weights, String prefix) {
    return read(weights, List.of(prefix));
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
        .sorted()
        .toList();
  }

  private static AestheticHead read(WeightSource weights, List<String> prefixes) {
    List<AffineLayer> layers = new ArrayList<>();
    long in = -1;
    for (String prefix : prefixes) {
      Shape weight = shapeOf(weights, prefix + WEIGHT);
      if (weight.rank() != 2 || weight.elements() == 0 || (in >= 0 && weight.dim(1) != in)) {
        throw unfit(weights, "'%s%s' is %s".formatted(prefix, WEIGHT, weight));
      }
      in = weight.dim(0);
      Shape bias = shapeOf(weights, prefix + BIAS);
      if (!bias.equals(Shape.of(in))) {
        throw unfit(weights, "'%s%s' is %s instead of [%d]".formatted(prefix, BIAS, bias, in));
      }
      layers.add(
          new AffineLayer(
              Math.toIntExact(weight.dim(1)),
              weights.tensor(prefix + WEIGHT).toFloats(),
              weights.tensor(prefix + BIAS).toFloats()));
    }
    if (in != 1) {
      throw unfit(weights, "its last layer gives %d numbers instead of one".formatted(in));
    }
    return new AestheticHead(layers);
  }

  private static Shape shapeOf(WeightSource weights, String name) {
    TensorInfo info = weights.tensors().get(name);
    if (info == null) {
      throw unfit(weights, "'%s' is missing".formatted(name));
    }
    return info.shape();
  }

  private static KinolakeException unfit(WeightSource weights, String problem) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "%s holds no aesthetic predictor: %s; it has %s."
            .formatted(weights.origin(), problem, weights.tensors()));
  }
}
