package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.VideoId;

/**
 * One listed source file.
 *
 * @param uri where it lies
 * @param root the folder, list or table that it was listed from
 * @param relativePath its path below the root that it was listed from, with {@code /}
 * @param sizeBytes its length
 * @param modifiedUs its modification time, microseconds since 1970
 * @param contentVersion digest of size and entity tag, or of size and modification time
 */
public record Video(
    VideoId id,
    String uri,
    String root,
    String relativePath,
    MediaKind kind,
    long sizeBytes,
    long modifiedUs,
    String contentVersion) {}
