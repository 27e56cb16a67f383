/**
 * Decoding: frames of a file in presentation order, each exactly once, with exact times. Read
 * {@link io.kinolake.media.decode.VideoDecoder} first.
 */
package io.kinolake.media.decode;
