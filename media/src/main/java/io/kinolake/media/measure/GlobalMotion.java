package io.kinolake.media.measure;

/**
 * The motion of a whole picture between two moments: a shift, a growth and a turn about its centre.
 *
 * @param shiftX of the picture's centre, in picture widths, to the right
 * @param shiftY of the picture's centre, in picture heights, down
 * @param growth natural logarithm of the scale; positive where the picture grows
 * @param turn in radians, clockwise on the screen
 * @param support the share of the evidence that agrees with this motion, 0 to 1
 */
public record GlobalMotion(
    double shiftX, double shiftY, double growth, double turn, double support) {}
