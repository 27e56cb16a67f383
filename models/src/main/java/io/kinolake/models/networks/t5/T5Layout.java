package io.kinolake.models.networks.t5;

import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;

/**
 * How T5's weights are named in files: the table of words bears one of two names or both, and files
 * of the whole model hold a decoder too.
 */
final class T5Layout {
  static final String TABLE = "shared.weight";

  private static final String OTHER_TABLE = "encoder.embed_tokens.weight";

  private T5Layout() {}

  static WeightLayout of(WeightSource weights) {
    boolean other =
        weights.tensors().containsKey(OTHER_TABLE) && !weights.tensors().containsKey(TABLE);
    return new WeightLayout(
        name -> new WeightOrigin.Named(other && name.equals(TABLE) ? OTHER_TABLE : name),
        name ->
            name.startsWith("decoder.")
                || name.equals("lm_head.weight")
                || name.equals(OTHER_TABLE));
  }
}
