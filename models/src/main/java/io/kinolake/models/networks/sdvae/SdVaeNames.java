package io.kinolake.models.networks.sdvae;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.models.weights.WeightView;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files by their older names: those published before diffusers 0.18 call the attention's
 * matrices {@code query}, {@code key}, {@code value} and {@code proj_attn}, and some hold them as
 * 1×1 convolutions.
 */
final class SdVaeNames {
  private static final Pattern ATTENTION =
      Pattern.compile(
          "(.*\\.attentions\\.\\d+\\.)(query|key|value|proj_attn|to_q|to_k|to_v|to_out\\.0)\\.(weight|bias)");
  private static final Map<String, String> NEW =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  private SdVaeNames() {}

  static WeightSource view(WeightSource weights) {
    return WeightView.of(weights, SdVaeNames::seen);
  }

  private static WeightView.Seen seen(String name, TensorInfo info) {
    Matcher attention = ATTENTION.matcher(name);
    if (!attention.matches()) {
      return new WeightView.Seen(name, info.shape());
    }
    String part = NEW.getOrDefault(attention.group(2), attention.group(2));
    return new WeightView.Seen(
        attention.group(1) + part + "." + attention.group(3), asMatrix(info.shape()));
  }

  private static Shape asMatrix(Shape shape) {
    boolean pointwise = shape.rank() == 4 && shape.dim(2) == 1 && shape.dim(3) == 1;
    return pointwise ? Shape.of(shape.dim(0), shape.dim(1)) : shape;
  }
}
