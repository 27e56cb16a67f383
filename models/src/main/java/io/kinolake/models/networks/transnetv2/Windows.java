package io.kinolake.models.networks.transnetv2;

import java.util.Iterator;

/**
 * Cuts a stream of frames into overlapping windows: 100 frames each, of which the middle 50 are
 * new. Before the first frame come copies of it, after the last come copies of that. Holds one
 * window.
 */
final class Windows {
  /** Frames of a window. */
  static final int LENGTH = 100;

  /** Frames at either end of a window, of which nothing is predicted. */
  static final int MARGIN = 25;

  /** Frames from one window to the next. */
  static final int STEP = LENGTH - 2 * MARGIN;

  private final int frameBytes;
  private final byte[] content;

  /** Frames of the stream from the window's first predicted one on that were read so far. */
  private int ahead;

  private boolean started;
  private final boolean fromStart;

  Windows(int frameBytes) {
    this(frameBytes, /* fromStart= */ true);
  }

  private Windows(int frameBytes, boolean fromStart) {
    this.frameBytes = frameBytes;
    this.content = new byte[LENGTH * frameBytes];
    this.fromStart = fromStart;
  }

  /** Windows of a stream whose first 25 frames are there to be looked at only. */
  static Windows continued(int frameBytes) {
    return new Windows(frameBytes, /* fromStart= */ false);
  }

  /** Goes on to the next window; false if all frames were in the middle of one. */
  boolean next(Iterator<byte[]> frames) {
    if (!started) {
      started = true;
      if (!begin(frames)) {
        return false;
      }
    } else {
      ahead -= STEP;
      if (ahead <= 0) {
        return false;
      }
      System.arraycopy(content, STEP * frameBytes, content, 0, (LENGTH - STEP) * frameBytes);
    }
    fill(frames);
    return true;
  }

  private boolean begin(Iterator<byte[]> frames) {
    for (int i = 0; i < MARGIN && !fromStart; i++) {
      if (!frames.hasNext()) {
        return false;
      }
      put(i, frames.next());
    }
    if (!frames.hasNext()) {
      return false;
    }
    put(MARGIN, frames.next());
    ahead = 1;
    for (int i = 0; i < MARGIN && fromStart; i++) {
      copy(MARGIN, i);
    }
    return true;
  }

  /** The window's frames. */
  byte[] content() {
    return content.clone();
  }

  /** How many frames from the margin on are predicted by this window. */
  int fresh() {
    return Math.min(ahead, STEP);
  }

  private void fill(Iterator<byte[]> frames) {
    while (MARGIN + ahead < LENGTH && frames.hasNext()) {
      put(MARGIN + ahead, frames.next());
      ahead++;
    }
    for (int i = MARGIN + ahead; i < LENGTH; i++) {
      copy(MARGIN + ahead - 1, i);
    }
  }

  private void put(int index, byte[] frame) {
    if (frame.length != frameBytes) {
      throw new IllegalArgumentException(
          "A frame of %d bytes instead of %d".formatted(frame.length, frameBytes));
    }
    System.arraycopy(frame, 0, content, index * frameBytes, frameBytes);
  }

  private void copy(int from, int to) {
    System.arraycopy(content, from * frameBytes, content, to * frameBytes, frameBytes);
  }
}
