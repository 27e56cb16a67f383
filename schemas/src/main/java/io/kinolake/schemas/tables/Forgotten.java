package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.VideoId;

/**
 * A source that is never to be taken in again. It holds no name, so that nothing tells what was
 * forgotten to somebody who does not know it.
 *
 * @param forgottenUs when it was forgotten, microseconds since 1970
 */
public record Forgotten(VideoId video, long forgottenUs) {}
