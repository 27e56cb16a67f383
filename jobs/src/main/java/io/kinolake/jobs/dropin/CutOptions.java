package io.kinolake.jobs.dropin;

import java.util.Optional;

/**
 * How scenes are cut.
 *
 * @param saveDir the output folder, as spelled by the user
 * @param minSeconds scenes shorter than this are left out
 * @param maxSeconds only the first seconds of a scene are kept
 * @param targetFps frames per second of the clips
 * @param shorterSide pixels; what is larger is scaled down to it
 */
record CutOptions(
    String saveDir,
    Optional<Double> minSeconds,
    Optional<Double> maxSeconds,
    Optional<Integer> targetFps,
    int shorterSide,
    TimestampRounding rounding) {}
