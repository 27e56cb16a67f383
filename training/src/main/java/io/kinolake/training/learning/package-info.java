/**
 * Shows that models learn: they are trained on films of moving shapes, asked for shapes that the
 * films do not show, and what they make is looked at by plain image analysis.
 */
package io.kinolake.training.learning;
