/**
 * Opening foreign media safely. {@link io.kinolake.media.input.MediaInput} is the only way in:
 * local files only, real containers and images only, each refusal with its own code. Frames and
 * packets are read through it by the decoder, the prober and the cutter.
 */
package io.kinolake.media.input;
