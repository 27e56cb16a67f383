package io.kinolake.media.measure;

import java.util.function.IntPredicate;

/**
 * Black bars at the borders of a clip's pictures, in pixels of those pictures.
 *
 * <p>A row or column belongs to a bar if it is black in every picture seen and so is everything
 * between it and the border. It is black if at most 1 % of its pixels are brighter than level 16
 * (of 255), which lets the ringing of a codec through.
 *
 * @param width of the pictures
 * @param height of the pictures
 */
public record BlackBars(int width, int height, int left, int top, int right, int bottom) {
  private static final int BLACK = 16;
  private static final double TOLERATED_SHARE = 0.01;

  /** The share of the picture that bars cover, 0 to 1; 1 if all pictures were black all over. */
  public double share() {
    double seen = (double) (width - left - right) * (height - top - bottom);
    return 1 - seen / ((double) width * height);
  }

  /** Whether all pictures were black all over, so that no bars can be told. */
  public boolean isBlack() {
    return left + right >= width || top + bottom >= height;
  }

  /** {@code none}, {@code letterbox}, {@code pillarbox}, {@code windowbox} or {@code black}. */
  public String label() {
    if (isBlack()) {
      return "black";
    }
    boolean rows = top + bottom > 0;
    boolean columns = left + right > 0;
    if (rows && columns) {
      return "windowbox";
    }
    return rows ? "letterbox" : columns ? "pillarbox" : "none";
  }

  /** Watches the pictures of one clip, all of one size. Keeps no picture; not thread-safe. */
  public static final class Finder {
    private int width;
    private int height;
    private int left;
    private int top;
    private int right;
    private int bottom;

    /**
     * Adds a picture; lines within bars are looked at, and the first on each side that is lit.
     *
     * @throws IllegalArgumentException if it has another size than the first
     */
    public void add(GrayImage picture) {
      if (width == 0) {
        width = picture.width();
        height = picture.height();
        left = width;
        right = width;
        top = height;
        bottom = height;
      }
      if (picture.width() != width || picture.height() != height) {
        throw new IllegalArgumentException(
            "A picture of %dx%d among pictures of %dx%d"
                .formatted(picture.width(), picture.height(), width, height));
      }
      top = blackLines(top, y -> isLit(picture, y * width, 1, width));
      bottom = blackLines(bottom, y -> isLit(picture, (height - 1 - y) * width, 1, width));
      left = blackLines(left, x -> isLit(picture, x, width, height));
      right = blackLines(right, x -> isLit(picture, width - 1 - x, width, height));
    }

    /**
     * The bars.
     *
     * @throws IllegalStateException if no picture was added
     */
    public BlackBars bars() {
      if (width == 0) {
        throw new IllegalStateException("No picture was looked at");
      }
      return left == width || top == height
          ? new BlackBars(width, height, width, height, 0, 0)
          : new BlackBars(width, height, left, top, right, bottom);
    }

    private static int blackLines(int most, IntPredicate isLit) {
      int lines = 0;
      while (lines < most && !isLit.test(lines)) {
        lines++;
      }
      return lines;
    }

    private static boolean isLit(GrayImage picture, int start, int step, int length) {
      byte[] levels = picture.levels();
      double tolerated = TOLERATED_SHARE * length;
      int bright = 0;
      for (int i = 0; i < length; i++) {
        bright += (levels[start + i * step] & 0xff) > BLACK ? 1 : 0;
        if (bright > tolerated) {
          return true;
        }
      }
      return false;
    }
  }
}
