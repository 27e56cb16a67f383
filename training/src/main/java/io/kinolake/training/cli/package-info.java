/** The commands of training. */
package io.kinolake.training.cli;
