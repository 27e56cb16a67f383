package io.kinolake.training.model;

import java.nio.FloatBuffer;

/**
 * Evenly spaced runs of a parameter's elements, in row-major order: element {@code i} of the window
 * is element {@code i / width * stride + first + i % width} of the parameter.
 *
 * @param first element of the first run
 * @param width elements of each run
 * @param stride from the start of a run to that of the next
 */
public record Window(int first, int width, int stride) {
  public Window {
    if (first < 0 || width < 1 || stride < width) {
      throw new IllegalArgumentException(
          "No runs of %d elements from %d on, every %d".formatted(width, first, stride));
    }
  }

  /** All elements from one on: a single run. */
  public static Window from(int first) {
    return new Window(first, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Whether its elements stand side by side. */
  public boolean isOneRun() {
    return width == stride;
  }

  /** Some elements of a window. */
  public record Piece(Window window, int from, int to) {
    public Piece {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("No elements from %d to %d".formatted(from, to));
      }
    }

    /** How many elements. */
    public int length() {
      return to - from;
    }

    /** Whether both may have an element of the parameter; false means that they have none. */
    public boolean mayMeet(Piece other) {
      if (length() == 0
          || other.length() == 0
          || end() <= other.start()
          || other.end() <= start()) {
        return false;
      }
      return window.stride != other.window.stride
          || (window.first < other.window.lastOfRun() && other.window.first < window.lastOfRun());
    }

    /**
     * Copies the elements of the parameter that both have.
     *
     * @param values of this piece, from 0 on
     * @param target values of the other, from 0 on
     * @return how many there were
     */
    public long copy(FloatBuffer values, Piece other, FloatBuffer target) {
      long copied = 0;
      int at = from;
      while (at < to) {
        int run = Math.min(to - at, window.width - at % window.width);
        long start = window.whole(at);
        copied += other.take(start, values.slice(at - from, run), target);
        at += run;
      }
      return copied;
    }

    /** Takes what it has of a run of the parameter's elements. */
    private long take(long start, FloatBuffer run, FloatBuffer target) {
      long copied = 0;
      long end = start + run.capacity();
      for (long row = start / window.stride; row * window.stride < end; row++) {
        long begin = row * window.stride + window.first;
        long own = row * window.width - begin; // from an element of the parameter to the window's
        long low = Math.max(Math.max(start, begin), from - own);
        long high = Math.min(Math.min(end, begin + window.width), to - own);
        if (low < high) {
          int count = (int) (high - low);
          target.put((int) (low + own - from), run, (int) (low - start), count);
          copied += count;
        }
      }
      return copied;
    }

    private long start() {
      return window.whole(from);
    }

    private long end() {
      return window.whole(to - 1) + 1;
    }
  }

  private long whole(int element) {
    return (long) (element / width) * stride + first + element % width;
  }

  private long lastOfRun() {
    return (long) first + width;
  }
}
