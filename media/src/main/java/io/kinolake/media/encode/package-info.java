/**
 * Writing media files. A {@link io.kinolake.media.encode.MediaOutput} is the file; a {@link
 * io.kinolake.media.encode.VideoEncoder} and an {@link io.kinolake.media.encode.AudioEncoder} turn
 * frames and samples into packets for its streams. Nothing here decides what is written: the cutter
 * and the maker of synthetic videos do.
 */
package io.kinolake.media.encode;
