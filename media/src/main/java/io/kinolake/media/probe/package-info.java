/**
 * What a media file is, read from its container and packets. {@link
 * io.kinolake.media.probe.MediaProber} decodes nothing; {@link
 * io.kinolake.media.probe.DecodeVerifier} decodes everything and says where it first fails.
 */
package io.kinolake.media.probe;
