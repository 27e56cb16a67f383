package io.kinolake.media.synth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.OptionalInt;

/**
 * A number in the pixels of a picture: black and white blocks over the bottom quarter, twelve
 * across and two down, that survive lossy coding, scaling and chroma subsampling. Sixteen blocks
 * are the number, most significant first; eight are a check sum. Pictures should be at least 96
 * pixels wide and 64 high.
 */
public final class FrameNumber {
  /** Numbers lie below this. */
  public static final int LIMIT = 1 << 16;

  private static final int COLUMNS = 12;
  private static final int ROWS = 2;
  private static final int BLOCKS = COLUMNS * ROWS;
  private static final int CHECK_BITS = 8;
  private static final int MIDDLE_GREY = 128;
  // CRC-8 of the polynomial x^8 + x^2 + x + 1 (ITU-T I.432.1), inverted so that no code is blank.
  private static final int POLYNOMIAL = 0x107;

  private FrameNumber() {}

  /** The luma of a picture's pixels, 0 to 255. */
  @FunctionalInterface
  public interface Luma {
    int at(int x, int y);
  }

  /** Draws a number, 0 to {@link #LIMIT} excluded, over the bottom of a picture. */
  public static void draw(BufferedImage picture, int number) {
    if (number < 0 || number >= LIMIT) {
      throw new IllegalArgumentException("A frame number is 0 to 65535, not " + number);
    }
    int code = number << CHECK_BITS | checkSum(number);
    Graphics2D graphics = picture.createGraphics();
    try {
      for (int block = 0; block < BLOCKS; block++) {
        boolean set = (code >> (BLOCKS - 1 - block) & 1) == 1;
        graphics.setColor(set ? Color.WHITE : Color.BLACK);
        int left = left(block, picture.getWidth());
        int top = top(block, picture.getHeight());
        graphics.fillRect(
            left,
            top,
            right(block, picture.getWidth()) - left,
            bottom(block, picture.getHeight()) - top);
      }
    } finally {
      graphics.dispose();
    }
  }

  /** The number in a picture; empty where the blocks don't agree with their check sum. */
  public static OptionalInt read(int width, int height, Luma luma) {
    int code = 0;
    for (int block = 0; block < BLOCKS; block++) {
      code = code << 1 | (mean(block, width, height, luma) >= MIDDLE_GREY ? 1 : 0);
    }
    int number = code >> CHECK_BITS;
    boolean valid = (code & ((1 << CHECK_BITS) - 1)) == checkSum(number);
    return valid ? OptionalInt.of(number) : OptionalInt.empty();
  }

  // The mean of the middle half of a block, away from its edges.
  private static double mean(int block, int width, int height, Luma luma) {
    int left = left(block, width);
    int right = right(block, width);
    int top = top(block, height);
    int bottom = bottom(block, height);
    int marginX = (right - left) / 4;
    int marginY = (bottom - top) / 4;
    long sum = 0;
    long count = 0;
    for (int y = top + marginY; y < bottom - marginY; y++) {
      for (int x = left + marginX; x < right - marginX; x++) {
        sum += luma.at(x, y);
        count++;
      }
    }
    return count == 0 ? 0 : (double) sum / count;
  }

  private static int left(int block, int width) {
    return block % COLUMNS * width / COLUMNS;
  }

  private static int right(int block, int width) {
    return (block % COLUMNS + 1) * width / COLUMNS;
  }

  private static int top(int block, int height) {
    return height - height / 4 + block / COLUMNS * (height / 4) / ROWS;
  }

  private static int bottom(int block, int height) {
    return height - height / 4 + (block / COLUMNS + 1) * (height / 4) / ROWS;
  }

  private static int checkSum(int number) {
    int rest = number << CHECK_BITS;
    for (int bit = 15 + CHECK_BITS; bit >= CHECK_BITS; bit--) {
      if ((rest >> bit & 1) == 1) {
        rest ^= POLYNOMIAL << (bit - CHECK_BITS);
      }
    }
    return (rest & 0xFF) ^ 0xFF;
  }
}
