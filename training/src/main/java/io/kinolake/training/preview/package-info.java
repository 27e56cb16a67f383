/** Videos that a training draws on its way, to see what it has learned. */
package io.kinolake.training.preview;
