package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;

/**
 * What one clip shall hold.
 *
 * @param sceneIndex the scene that it lies in
 * @param index its number among the source's clips, from 0
 * @param name its file name without folder
 * @param frames its frames, by true index in the source
 * @param time from its first frame's time to its last frame's end, on the source's time line
 */
public record ClipPlan(int sceneIndex, int index, String name, FrameRange frames, TimeRange time) {}
