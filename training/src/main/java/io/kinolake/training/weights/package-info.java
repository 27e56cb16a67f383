/** The weights from which a training starts, in whatever form they are published. */
package io.kinolake.training.weights;
