/**
 * What a stage runs a model with, wherever the model is: {@link
 * io.kinolake.models.engine.TensorModel}.
 */
package io.kinolake.models.engine;
