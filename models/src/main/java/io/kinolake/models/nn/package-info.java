/**
 * Building blocks that several networks share: linear layers, norms, activations, attention. They
 * are functions from operands to operands; shapes are stated in PyTorch's order.
 */
package io.kinolake.models.nn;
