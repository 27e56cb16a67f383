package io.kinolake.jobs.dropin;

import java.util.Optional;

/**
 * A clip to be written.
 *
 * @param input the source, as the table spells it
 * @param index the scene's position in its list, from 0
 * @param range the part of the source; empty for the whole of it
 * @param fps frames per second of the clip; empty to keep the source's
 * @param shorterSide pixels that the shorter side is scaled to; empty to keep the size
 * @param output the file to write, as the original names it
 */
record PlannedClip(
    String input,
    int index,
    Optional<Range> range,
    Optional<Integer> fps,
    Optional<Integer> shorterSide,
    String output) {

  /**
   * A part of a video.
   *
   * @param startMillis from the video's start
   * @param durationMillis may be 0, which no clip can be made of
   */
  record Range(long startMillis, long durationMillis) {}

  /** The scale filter that the original hands to ffmpeg. */
  Optional<String> scaleFilter() {
    return shorterSide.map(
        side -> "scale='if(gt(iw,ih),-2,%d)':'if(gt(iw,ih),%d,-2)'".formatted(side, side));
  }
}
