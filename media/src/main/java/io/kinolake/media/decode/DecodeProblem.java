package io.kinolake.media.decode;

/**
 * Where decoding first met something that it could not decode; it goes on behind it where it can.
 *
 * @param timeUs time of the packet or frame, microseconds; where unknown, of the last good frame
 * @param reason FFmpeg's words
 */
public record DecodeProblem(long timeUs, String reason) {}
