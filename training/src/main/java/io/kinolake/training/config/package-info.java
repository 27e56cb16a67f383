/** The settings of a training, as they stand in {@code conf/training}. */
package io.kinolake.training.config;
