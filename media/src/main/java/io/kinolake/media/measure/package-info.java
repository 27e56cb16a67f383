/**
 * Pure measurements on pictures, optical flow and codec motion vectors. Nothing here opens a file:
 * a measurement gets pictures and returns numbers, the same ones for the same pictures.
 *
 * <p>Read first: {@link io.kinolake.media.measure.TechnicalQuality} (how good pictures look),
 * {@link io.kinolake.media.measure.DenseFlow} (how pixels move) and {@link
 * io.kinolake.media.measure.CameraMotion} (how the camera moves). Levels are luma values of the
 * full range, 0 black to 255 white; lengths are in pixels; times in microseconds.
 */
package io.kinolake.media.measure;
