package io.kinolake.models.ocr;

/**
 * An upright rectangle around text, in pixels of the picture.
 *
 * @param left its first column
 * @param top its first row
 * @param right the column after its last
 * @param bottom the row after its last
 * @param score mean probability of its pixels to be text, 0..1
 */
public record TextBox(int left, int top, int right, int bottom, double score) {
  public TextBox {
    if (left < 0 || top < 0 || right <= left || bottom <= top) {
      throw new IllegalArgumentException(
          "A box from (%d, %d) to (%d, %d)".formatted(left, top, right, bottom));
    }
  }
}
