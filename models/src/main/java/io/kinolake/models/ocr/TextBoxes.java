package io.kinolake.models.ocr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes boxes of a map of probabilities, after Differentiable Binarization (Liao et al., 2020): the
 * network marks the core of each line of text, so that lines do not touch; a region above the
 * threshold is a line, and its box grows by what was shrunk away. Boxes are upright here; the
 * original's turn with the text.
 */
final class TextBoxes {
  /** Probability above which a pixel belongs to a region; PaddleOCR's {@code thresh}. */
  private static final float PIXEL = 0.3f;

  /** Least mean probability of a region; PaddleOCR's {@code box_thresh}. */
  private static final double REGION = 0.6;

  /** Area over perimeter times this is how far a box grows; PaddleOCR's {@code unclip_ratio}. */
  private static final double GROWTH = 1.5;

  /** Least shorter side of a region, pixels; PaddleOCR's {@code min_size}. */
  private static final int LEAST_SIDE = 3;

  private final float[] probabilities;
  private final int width;
  private final int height;
  private final boolean[] seen;

  private TextBoxes(float[] probabilities, int width, int height) {
    this.probabilities = probabilities;
    this.width = width;
    this.height = height;
    this.seen = new boolean[probabilities.length];
  }

  /**
   * The boxes, from top to bottom by their first pixel.
   *
   * @param probabilities of each pixel to be text, row by row
   */
  static List<TextBox> of(float[] probabilities, int width, int height) {
    TextBoxes boxes = new TextBoxes(probabilities, width, height);
    List<TextBox> found = new ArrayList<>();
    for (int at = 0; at < probabilities.length; at++) {
      if (boxes.isNew(at)) {
        Region region = boxes.region(at);
        if (region.shorterSide() >= LEAST_SIDE && region.mean() >= REGION) {
          found.add(boxes.grown(region));
        }
      }
    }
    return found;
  }

  private boolean isNew(int at) {
    return !seen[at] && probabilities[at] > PIXEL;
  }

  /** All pixels that touch each other, also at corners. */
  private Region region(int start) {
    Region region = new Region();
    Deque<Integer> open = new ArrayDeque<>();
    seen[start] = true;
    open.push(start);
    while (!open.isEmpty()) {
      int at = open.pop();
      int x = at % width;
      int y = at / width;
      region.add(x, y, probabilities[at]);
      for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          int next = row * width + column;
          if (isNew(next)) {
            seen[next] = true;
            open.push(next);
          }
        }
      }
    }
    return region;
  }

  private TextBox grown(Region region) {
    int across = region.right - region.left;
    int down = region.bottom - region.top;
    int growth = (int) Math.round(GROWTH * across * down / (2.0 * (across + down)));
    return new TextBox(
        Math.max(0, region.left - growth),
        Math.max(0, region.top - growth),
        Math.min(width, region.right + growth),
        Math.min(height, region.bottom + growth),
        region.mean());
  }

  private static final class Region {
    private int left = Integer.MAX_VALUE;
    private int top = Integer.MAX_VALUE;
    private int right;
    private int bottom;
    private double sum;
    private long pixels;

    void add(int x, int y, double probability) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x + 1);
      bottom = Math.max(bottom, y + 1);
      sum += probability;
      pixels++;
    }

    double mean() {
      return sum / pixels;
    }

    int shorterSide() {
      return Math.min(right - left, bottom - top);
    }
  }
}
