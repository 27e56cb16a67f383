package io.kinolake.models.ocr;

import java.util.Arrays;
import java.util.List;

/**
 * The text that was found in a picture.
 *
 * @param width of the picture in which the boxes lie, pixels
 * @param height of it
 */
public record DetectedText(int width, int height, List<TextBox> boxes) {
  public DetectedText {
    boxes = List.copyOf(boxes);
  }

  /** The share of the picture that boxes cover, 0..1; where boxes overlap it counts once. */
  public double area() {
    boolean[] covered = new boolean[width * height];
    for (TextBox box : boxes) {
      for (int y = box.top(); y < box.bottom(); y++) {
        Arrays.fill(covered, y * width + box.left(), y * width + box.right(), true);
      }
    }
    int pixels = 0;
    for (boolean each : covered) {
      pixels += each ? 1 : 0;
    }
    return (double) pixels / covered.length;
  }
}
