package io.kinolake.udfs.score;

import io.kinolake.schemas.media.FrameSize;

/**
 * A form in which a scorer asks for pictures.
 *
 * @param layout what a pixel is
 * @param scale how large the picture is
 */
public record PictureForm(Layout layout, Scale scale) {

  /** What a pixel is. */
  public enum Layout {
    /** One byte of luma, 0 black to 255 white. */
    GRAY,
    /** Three bytes: blue, green, red. */
    BGR
  }

  /** How large a picture is, given the size that a viewer sees. */
  public sealed interface Scale {
    FrameSize of(FrameSize full);

    /** As a viewer sees it. */
    record Full() implements Scale {
      @Override
      public FrameSize of(FrameSize full) {
        return full;
      }
    }

    /** Stretched to a size. */
    record Exactly(int width, int height) implements Scale {
      @Override
      public FrameSize of(FrameSize full) {
        return new FrameSize(width, height);
      }
    }

    /** In proportion, the longer side of the given length; the shorter at least {@code shorter}. */
    record Longer(int longer, int shorter) implements Scale {
      @Override
      public FrameSize of(FrameSize full) {
        double factor = longer / (double) Math.max(full.width(), full.height());
        return new FrameSize(
            Math.max(shorter, (int) Math.round(full.width() * factor)),
            Math.max(shorter, (int) Math.round(full.height() * factor)));
      }
    }
  }

  /** Luma as large as a viewer sees it. */
  public static PictureForm fullGray() {
    return new PictureForm(Layout.GRAY, new Scale.Full());
  }

  /** Colour as large as a viewer sees it. */
  public static PictureForm fullColor() {
    return new PictureForm(Layout.BGR, new Scale.Full());
  }

  /** Luma stretched to a size. */
  public static PictureForm gray(int width, int height) {
    return new PictureForm(Layout.GRAY, new Scale.Exactly(width, height));
  }

  /** Luma in proportion. */
  public static PictureForm grayWithin(int longer, int shorter) {
    return new PictureForm(Layout.GRAY, new Scale.Longer(longer, shorter));
  }

  /** Colour in proportion. */
  public static PictureForm colorWithin(int longer, int shorter) {
    return new PictureForm(Layout.BGR, new Scale.Longer(longer, shorter));
  }
}
