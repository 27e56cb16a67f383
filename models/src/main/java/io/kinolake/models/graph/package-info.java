/**
 * Networks as TensorFlow graphs. A {@link io.kinolake.models.graph.Network} is built by a function
 * that is handed a {@link io.kinolake.models.graph.NetworkBuilder}; blocks are built in a {@link
 * io.kinolake.models.graph.NetScope}, which finds parameters by their published names. Where the
 * parameters live is decided by a {@link io.kinolake.models.graph.ParameterSource}, so that the
 * same blocks serve inference and training.
 */
package io.kinolake.models.graph;
