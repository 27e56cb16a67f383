package io.kinolake.jobs.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the cells of a {@link TextSeries}. Not safe for use by several threads. */
final class TextColumn {
  private static final int SMALLEST_PAGE = 1 << 12;
  private static final int LARGEST_PAGE = 1 << 22;

  private final List<byte[]> pages = new ArrayList<>();
  private byte[] page = {};
  private int used;
  private long[] places = new long[64];
  private int[] lengths = new int[64];
  private int size;

  void add(byte[] bytes, int offset, int length) {
    if (used + length > page.length) {
      int next = Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, page.length * 4));
      page = new byte[Math.max(next, length)];
      pages.add(page);
      used = 0;
    }
    System.arraycopy(bytes, offset, page, used, length);
    place(Math.max(0, pages.size() - 1), used, length);
    used += length;
  }

  void addMissing() {
    place(0, 0, TextSeries.MISSING);
  }

  private void place(int pageNumber, int offset, int length) {
    if (size == lengths.length) {
      places = Arrays.copyOf(places, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    places[size] = ((long) pageNumber << 32) | offset;
    lengths[size++] = length;
  }

  TextSeries build() {
    if (pages.isEmpty()) {
      pages.add(page);
    }
    return new TextSeries(
        pages.toArray(byte[][]::new), Arrays.copyOf(places, size), Arrays.copyOf(lengths, size));
  }
}
