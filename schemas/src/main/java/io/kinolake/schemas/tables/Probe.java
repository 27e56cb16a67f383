package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.VideoId;
import java.util.Optional;

/** What a source is, read from its container; with a verdict where full decoding was asked for. */
public record Probe(VideoId video, MediaInfo info, Optional<DecodeVerdict> verdict) {}
