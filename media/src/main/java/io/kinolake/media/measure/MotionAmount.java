package io.kinolake.media.measure;

/**
 * How much a clip moves, told from its codec's motion vectors alone: the mean over frames of the
 * mean vector length in pixels, blocks counting by their area. A vector reaches from a block to
 * where the codec found it in a reference frame, mostly the one before. Frames without vectors —
 * key frames, and all frames of codecs whose vectors are not known — say nothing and do not count;
 * nor do blocks that were not predicted. Not thread-safe.
 */
public final class MotionAmount {
  private long frames;
  private double lengths;
  private double stillShares;

  public void add(BlockMotion motion) {
    if (motion.count() > 0) {
      frames++;
      lengths += motion.meanLength();
      stillShares += motion.stillShare();
    }
  }

  /** How many frames had vectors. */
  public long frames() {
    return frames;
  }

  /** Mean length in pixels; 0 without vectors. */
  public double meanLength() {
    return frames == 0 ? 0 : lengths / frames;
  }

  /** Mean share of the predicted area that does not move, 0 to 1; 0 without vectors. */
  public double stillShare() {
    return frames == 0 ? 0 : stillShares / frames;
  }
}
