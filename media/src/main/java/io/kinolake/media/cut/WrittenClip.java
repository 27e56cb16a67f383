package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;

/**
 * A clip's file, read back and compared with its plan.
 *
 * @param frames the source's frames that it really holds; copying may yield others than planned
 * @param time the time of those frames on the source's time line
 * @param content what a reader of the file gets
 */
public record WrittenClip(ClipPlan plan, FrameRange frames, TimeRange time, Clip.Content content) {}
