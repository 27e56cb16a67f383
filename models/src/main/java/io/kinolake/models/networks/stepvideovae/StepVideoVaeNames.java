package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.weights.WeightSource;
import io.kinolake.models.weights.WeightView;

/** Reads published files, which hold the decoder's last convolution under another name. */
final class StepVideoVaeNames {
  private static final String PUBLISHED = "decoder.conv_out.";
  private static final String NAME = "decoder.conv_out.conv.";

  private StepVideoVaeNames() {}

  static WeightSource view(WeightSource weights) {
    return WeightView.of(weights, (name, info) -> new WeightView.Seen(nameOf(name), info.shape()));
  }

  private static String nameOf(String name) {
    return name.startsWith(PUBLISHED) && !name.startsWith(NAME)
        ? NAME + name.substring(PUBLISHED.length())
        : name;
  }
}
