package io.kinolake.media.scene;

import java.io.Serializable;

/**
 * How much hue, saturation and brightness count in a frame's difference from the one before. Not
 * negative, not all zero.
 */
public record HsvWeights(double hue, double saturation, double brightness) implements Serializable {
  /** All alike: the default of PySceneDetect. */
  public static final HsvWeights EQUAL = new HsvWeights(1, 1, 1);

  public HsvWeights {
    if (!(hue >= 0 && saturation >= 0 && brightness >= 0 && hue + saturation + brightness > 0)) {
      throw new IllegalArgumentException(
          "Weights must not be negative or all zero: hue %s, saturation %s, brightness %s"
              .formatted(hue, saturation, brightness));
    }
  }

  /** The weighted mean of three values. */
  double mean(double ofHue, double ofSaturation, double ofBrightness) {
    return (ofHue * hue + ofSaturation * saturation + ofBrightness * brightness)
        / (hue + saturation + brightness);
  }
}
