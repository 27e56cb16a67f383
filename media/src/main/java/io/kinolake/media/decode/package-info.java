/**
 * Decoding: frames of a file in presentation order, each exactly once, with exact times. Read
 * {@link io.kinolake.media.decode.VideoDecoder} first; {@link
 * io.kinolake.media.decode.FrameConverter} turns its frames into plain pixels.
 */
package io.kinolake.media.decode;
