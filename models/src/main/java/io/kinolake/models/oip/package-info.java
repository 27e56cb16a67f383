/**
 * The Open Inference Protocol, version 2, over HTTP: {@link io.kinolake.models.oip.OipModel} asks a
 * server, {@link io.kinolake.models.oip.ModelServer} is one. Tensors travel as JSON or by the
 * binary tensor data extension.
 */
package io.kinolake.models.oip;
