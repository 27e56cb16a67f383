package io.kinolake.models.networks.aesthetic;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What shapes a predictor's parameters should have, told from those that they have: a layer takes
 * as many numbers as the one before gives, and the last gives one.
 */
final class AestheticSizes {
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";

  /** Length of the embeddings of ViT-L/14, for which LAION's predictors are. */
  private static final long USUAL_INPUT = 768;

  private AestheticSizes() {}

  /**
   * The shapes by name.
   *
   * @param prefixes of the layers' names, in their order
   */
  static Map<String, Shape> expected(Map<String, TensorInfo> tensors, List<String> prefixes) {
    Map<String, Shape> expected = new LinkedHashMap<>();
    List<Long> widths = widths(tensors, prefixes);
    for (int layer = 0; layer < prefixes.size(); layer++) {
      long given = widths.get(layer + 1);
      expected.put(prefixes.get(layer) + WEIGHT, Shape.of(given, widths.get(layer)));
      expected.put(prefixes.get(layer) + BIAS, Shape.of(given));
    }
    return expected;
  }

  /** How many numbers the first layer takes, then how many each gives. */
  private static List<Long> widths(Map<String, TensorInfo> tensors, List<String> prefixes) {
    List<Long> widths = new ArrayList<>();
    widths.add(dim(tensors, prefixes.get(0) + WEIGHT, 2, 1, USUAL_INPUT));
    for (String prefix : prefixes.subList(0, prefixes.size() - 1)) {
      long before = widths.get(widths.size() - 1);
      long given = dim(tensors, prefix + BIAS, 1, 0, before);
      widths.add(dim(tensors, prefix + WEIGHT, 2, 0, given));
    }
    widths.add(1L);
    return widths;
  }

  private static long dim(
      Map<String, TensorInfo> tensors, String name, int rank, int axis, long otherwise) {
    TensorInfo info = tensors.get(name);
    boolean told = info != null && info.shape().rank() == rank && info.shape().elements() > 0;
    return told ? info.shape().dim(axis) : otherwise;
  }
}
