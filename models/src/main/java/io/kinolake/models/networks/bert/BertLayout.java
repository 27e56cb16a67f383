package io.kinolake.models.networks.bert;

import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;
import java.util.Set;

/**
 * How BERT's weights are named in files: with {@code bert.} before all names where the file holds
 * the heads of training too, and with {@code gamma} and {@code beta} in old files.
 */
final class BertLayout {
  private static final String PREFIX = "bert.";
  private static final String NORM_WEIGHT = "LayerNorm.weight";
  private static final String NORM_BIAS = "LayerNorm.bias";
  private static final String OLD_NORM_WEIGHT = "LayerNorm.gamma";
  private static final String OLD_NORM_BIAS = "LayerNorm.beta";

  private BertLayout() {}

  static WeightLayout of(WeightSource weights) {
    Set<String> names = weights.tensors().keySet();
    String prefix = names.stream().anyMatch(name -> name.startsWith(PREFIX)) ? PREFIX : "";
    boolean old = names.stream().anyMatch(name -> name.endsWith(OLD_NORM_WEIGHT));
    return new WeightLayout(
        name -> new WeightOrigin.Named(prefix + (old ? oldName(name) : name)),
        name ->
            name.startsWith("cls.")
                || name.startsWith(prefix + "pooler.")
                || name.endsWith(".position_ids"));
  }

  private static String oldName(String name) {
    return name.replace(NORM_WEIGHT, OLD_NORM_WEIGHT).replace(NORM_BIAS, OLD_NORM_BIAS);
  }
}
