package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;

/**
 * One scene.
 *
 * @param frames its frames, by true index
 * @param time from its first frame's time to its last frame's end
 */
public record SceneRange(FrameRange frames, TimeRange time) {}
