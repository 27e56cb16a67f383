package io.kinolake.media.measure;

/**
 * How much of a clip stands still. A frame is frozen if it shows the same as the first frame of its
 * run: small pictures of both differ nowhere by more than 3 levels and by half a level on average,
 * which forgives what a codec does to a repeated frame. A run lasts from its first frame's time to
 * its last frame's, the time in which a change was due and did not come; without repetition it
 * lasts 0.
 *
 * @param longestUs duration of the longest run
 * @param frozenUs duration of all runs
 * @param spanUs from the first frame's time to the last's
 * @param repeated how many frames repeat their run's first
 */
public record Freezes(long longestUs, long frozenUs, long spanUs, long repeated) {

  /** The share of the clip's time that is frozen, 0 to 1; 0 for a single frame. */
  public double share() {
    return spanUs == 0 ? 0 : frozenUs / (double) spanUs;
  }

  /** Watches all frames of one clip in order. Keeps one small picture; not thread-safe. */
  public static final class Watch {
    private static final int MAX_DIFFERENCE = 3;
    private static final double MAX_MEAN_DIFFERENCE = 0.5;

    private GrayImage reference;
    private long firstUs;
    private long runStartUs;
    private long lastUs;
    private long longestUs;
    private long frozenUs;
    private long repeated;

    /**
     * Adds the next frame.
     *
     * @param picture the frame at a small size, the same for all frames of the clip
     */
    public void add(GrayImage picture, long timeUs) {
      if (reference == null) {
        firstUs = timeUs;
      }
      if (reference != null && same(reference, picture)) {
        repeated++;
        frozenUs += timeUs - lastUs;
        longestUs = Math.max(longestUs, timeUs - runStartUs);
      } else {
        reference = picture;
        runStartUs = timeUs;
      }
      lastUs = timeUs;
    }

    public Freezes freezes() {
      return new Freezes(longestUs, frozenUs, lastUs - firstUs, repeated);
    }

    private static boolean same(GrayImage one, GrayImage other) {
      byte[] first = one.levels();
      byte[] second = other.levels();
      if (first.length != second.length) {
        return false;
      }
      int sum = 0;
      for (int i = 0; i < first.length; i++) {
        int difference = Math.abs((first[i] & 0xff) - (second[i] & 0xff));
        if (difference > MAX_DIFFERENCE) {
          return false;
        }
        sum += difference;
      }
      return sum <= MAX_MEAN_DIFFERENCE * first.length;
    }
  }
}
