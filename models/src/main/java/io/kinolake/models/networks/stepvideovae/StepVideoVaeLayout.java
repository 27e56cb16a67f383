package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightOrigin;
import io.kinolake.models.weights.WeightSource;

/**
 * How the autoencoder's weights are named in files: published ones hold the decoder's last
 * convolution under another name, and both sides lie in one file.
 */
final class StepVideoVaeLayout {
  private static final String ENCODER = "encoder.";
  private static final String DECODER = "decoder.";
  private static final String LAST = "decoder.conv_out.conv.";
  private static final String PUBLISHED_LAST = "decoder.conv_out.";

  private StepVideoVaeLayout() {}

  /** Of the encoder; the decoder's tensors are left alone. */
  static WeightLayout encoder() {
    return WeightLayout.plain(name -> name.startsWith(DECODER));
  }

  /** Of the decoder; the encoder's tensors are left alone. */
  static WeightLayout decoder(WeightSource weights) {
    return new WeightLayout(
        name -> new WeightOrigin.Named(nameIn(weights, name)), name -> name.startsWith(ENCODER));
  }

  private static String nameIn(WeightSource weights, String name) {
    String published =
        name.startsWith(LAST) ? PUBLISHED_LAST + name.substring(LAST.length()) : name;
    return weights.tensors().containsKey(published) ? published : name;
  }
}
