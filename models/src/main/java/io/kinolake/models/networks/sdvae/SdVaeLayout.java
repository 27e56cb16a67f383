package io.kinolake.models.networks.sdvae;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the autoencoder's weights are named in files: those published before diffusers 0.18 call the
 * attention's matrices {@code query}, {@code key}, {@code value} and {@code proj_attn}, and some
 * hold them as 1×1 convolutions. Both sides lie in one file.
 */
final class SdVaeLayout {
  private static final Pattern ATTENTION =
      Pattern.compile("(.*\\.attentions\\.\\d+\\.)(to_q|to_k|to_v|to_out\\.0)\\.(weight|bias)");
  private static final Map<String, String> OLD =
      Map.of("to_q", "query", "to_k", "key", "to_v", "value", "to_out.0", "proj_attn");

  private SdVaeLayout() {}

  /** Of the encoder; the decoder's tensors are left alone. */
  static WeightLayout encoder(WeightSource weights) {
    return new WeightLayout(name -> originOf(weights, name), SdVaeLayout::isOfDecoder);
  }

  /** Of the decoder; the encoder's tensors are left alone. */
  static WeightLayout decoder(WeightSource weights) {
    return new WeightLayout(name -> originOf(weights, name), name -> !isOfDecoder(name));
  }

  private static boolean isOfDecoder(String name) {
    return name.startsWith("decoder.") || name.startsWith("post_quant_conv.");
  }

  private static WeightOrigin originOf(WeightSource weights, String name) {
    Matcher attention = ATTENTION.matcher(name);
    if (!attention.matches()) {
      return new WeightOrigin.Named(name);
    }
    String old = attention.group(1) + OLD.get(attention.group(2)) + "." + attention.group(3);
    String found = weights.tensors().containsKey(old) ? old : name;
    return isConvolution(weights.tensors().get(found))
        ? new WeightOrigin.Pointwise(found)
        : new WeightOrigin.Named(found);
  }

  private static boolean isConvolution(TensorInfo info) {
    if (info == null) {
      return false;
    }
    Shape shape = info.shape();
    return shape.rank() == 4 && shape.dim(2) == 1 && shape.dim(3) == 1;
  }
}
