/**
 * A training step's loss and gradients. A {@link io.kinolake.training.step.Tape} lists what is
 * computed, in pieces as large as the whole network or as small as a branch of a block, and what
 * ranks exchange in between; a {@link io.kinolake.training.step.TapeRunner} plays it forward and
 * then backward. Whatever the pieces, the numbers are those of the whole.
 */
package io.kinolake.training.step;
