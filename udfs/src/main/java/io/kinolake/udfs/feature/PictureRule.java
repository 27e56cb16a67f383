package io.kinolake.udfs.feature;

import io.kinolake.models.image.BicubicResize;
import io.kinolake.models.image.PlainResize;
import io.kinolake.models.image.RgbImage;
import io.kinolake.schemas.media.FrameSize;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * How a frame becomes the picture of a sample: scaled until it covers the target, then cropped at
 * the centre. Of several targets the one whose aspect ratio is nearest is taken.
 *
 * @param targets sizes of the pictures, at least one
 * @param style which original's rounding and filter
 */
public record PictureRule(List<FrameSize> targets, Style style) implements Serializable {

  /** The ways in which the originals scale and crop. */
  public enum Style {
    /** Bicubic with the filter stretched when shrinking; rounded sizes. */
    SMOOTH,
    /** StepVideo's in MindSpeed-MM: bicubic, not stretched; sizes rounded down. */
    STEP_VIDEO,
    /** Open-Sora's: bilinear, not stretched; the crop's offset rounded half to even. */
    OPEN_SORA
  }

  public PictureRule {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("A sample's picture needs a size");
    }
  }

  /** The target for frames of a size. */
  public FrameSize targetFor(int width, int height) {
    double aspect = Math.log((double) width / height);
    return targets.stream()
        .min(
            Comparator.comparingDouble(
                target -> Math.abs(aspect - Math.log((double) target.width() / target.height()))))
        .orElseThrow();
  }

  /** The frame as a picture of the target's size. */
  public RgbImage apply(RgbImage frame, FrameSize target) {
    FrameSize covering = covering(frame.width(), frame.height(), target);
    RgbImage scaled =
        switch (style) {
          case SMOOTH -> BicubicResize.resize(frame, covering.width(), covering.height());
          case STEP_VIDEO -> PlainResize.bicubic(frame, covering.width(), covering.height());
          case OPEN_SORA -> PlainResize.bilinear(frame, covering.width(), covering.height());
        };
    return scaled.crop(
        offset(covering.width() - target.width()),
        offset(covering.height() - target.height()),
        target.width(),
        target.height());
  }

  private FrameSize covering(int width, int height, FrameSize target) {
    boolean wider = (long) width * target.height() > (long) target.width() * height;
    double exact =
        wider
            ? (double) width * target.height() / height
            : (double) height * target.width() / width;
    int length = style == Style.STEP_VIDEO ? (int) exact : (int) Math.rint(exact);
    return wider
        ? new FrameSize(Math.max(length, target.width()), target.height())
        : new FrameSize(target.width(), Math.max(length, target.height()));
  }

  private int offset(int surplus) {
    return style == Style.OPEN_SORA ? (int) Math.rint(surplus / 2.0) : surplus / 2;
  }
}
