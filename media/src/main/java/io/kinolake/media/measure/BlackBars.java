package io.kinolake.media.measure;

import java.util.ArrayList;
import java.util.List;

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
    private boolean[] litColumns = {};
    private boolean[] litRows = {};

    /**
     * Adds a picture.
     *
     * @throws IllegalArgumentException if it has another size than the first
     */
    public void add(GrayImage picture) {
      if (width == 0) {
        width = picture.width();
        height = picture.height();
        litColumns = new boolean[width];
        litRows = new boolean[height];
      }
      if (picture.width() != width || picture.height() != height) {
        throw new IllegalArgumentException(
            "A picture of %dx%d among pictures of %dx%d"
                .formatted(picture.width(), picture.height(), width, height));
      }
      int[] columns = new int[width];
      byte[] levels = picture.levels();
      for (int y = 0; y < height; y++) {
        int bright = 0;
        for (int x = 0; x < width; x++) {
          int lit = (levels[y * width + x] & 0xff) > BLACK ? 1 : 0;
          bright += lit;
          columns[x] += lit;
        }
        litRows[y] |= bright > TOLERATED_SHARE * width;
      }
      for (int x = 0; x < width; x++) {
        litColumns[x] |= columns[x] > TOLERATED_SHARE * height;
      }
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
      List<Integer> columns = lit(litColumns);
      List<Integer> rows = lit(litRows);
      if (columns.isEmpty() || rows.isEmpty()) {
        return new BlackBars(width, height, width, height, 0, 0);
      }
      return new BlackBars(
          width,
          height,
          columns.get(0),
          rows.get(0),
          width - 1 - columns.get(columns.size() - 1),
          height - 1 - rows.get(rows.size() - 1));
    }

    private static List<Integer> lit(boolean[] lines) {
      List<Integer> indices = new ArrayList<>();
      for (int i = 0; i < lines.length; i++) {
        if (lines[i]) {
          indices.add(i);
        }
      }
      return indices;
    }
  }
}
