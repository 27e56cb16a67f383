package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;

/**
 * A scene to be cut out.
 *
 * @param index its position among the source's scenes, from 0
 * @param frames its frames, by true index in the source
 * @param time from its first frame's time to its last frame's end
 */
public record SceneSpan(int index, FrameRange frames, TimeRange time) {}
