package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;

/**
 * One scene of a source: what lies between two cuts.
 *
 * @param index position among the source's scenes, from 0
 * @param frames its frames, by true index in the source
 * @param time from its first frame's time to its last frame's end, on the source's time line
 * @param detector the name of the detector that found it
 */
public record Scene(VideoId video, int index, FrameRange frames, TimeRange time, String detector) {}
