package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.VideoFormat;

/**
 * The size of a clip's pictures and how a source's become so: turned upright, with square pixels,
 * scaled down if asked, in 4:2:0 of eight bits with an even width and height. A picture that is not
 * scaled anyway loses its last column or row where its width or height is odd.
 *
 * @param size of the clip's pictures
 * @param filters in FFmpeg's notation
 */
record PictureLayout(FrameSize size, String filters) {
  static final String PIXEL_FORMAT = "yuv420p";

  /**
   * The layout of a source's clips.
   *
   * @param shorterSide most pixels of the shorter side; 0 for no limit
   */
  static PictureLayout of(VideoFormat source, int shorterSide) {
    FrameSize display = source.display();
    boolean smaller = shorterSide > 0 && shorterSide < display.shorterSide();
    double scale = smaller ? (double) shorterSide / display.shorterSide() : 1;
    boolean scaled = smaller || !display.equals(upright(source));
    FrameSize size =
        scaled
            ? new FrameSize(
                nearestEven(display.width() * scale), nearestEven(display.height() * scale))
            : new FrameSize(evenBelow(display.width()), evenBelow(display.height()));
    String fit =
        scaled
            ? "scale=%d:%d:flags=bicubic:out_range=tv".formatted(size.width(), size.height())
            : "crop=%d:%d:0:0:exact=1,scale=out_range=tv".formatted(size.width(), size.height());
    return new PictureLayout(
        size, turn(source.rotationDegrees()) + fit + ",setsar=1,format=" + PIXEL_FORMAT);
  }

  private static FrameSize upright(VideoFormat source) {
    FrameSize coded = source.coded();
    boolean quarter = source.rotationDegrees() % 180 != 0;
    return quarter
        ? new FrameSize(/* width= */ coded.height(), /* height= */ coded.width())
        : coded;
  }

  private static String turn(int clockwiseDegrees) {
    return switch (clockwiseDegrees) {
      case 90 -> "transpose=clock,";
      case 180 -> "hflip,vflip,";
      case 270 -> "transpose=cclock,";
      default -> "";
    };
  }

  private static int nearestEven(double side) {
    return Math.max(2, (int) Math.round(side / 2) * 2);
  }

  private static int evenBelow(int side) {
    return Math.max(2, side - side % 2);
  }
}
