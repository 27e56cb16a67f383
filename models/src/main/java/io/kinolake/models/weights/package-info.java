/**
 * Weight files. {@link io.kinolake.models.weights.WeightSource} is what a network reads from,
 * whatever the format; {@link io.kinolake.models.weights.WeightFiles} opens one: safetensors,
 * PyTorch's checkpoints, or an index over several of either. {@link
 * io.kinolake.models.weights.KeyCheck} compares it with what the network needs. A file is checked
 * when it is opened, so that a wrong one fails with one clear error before anything is built.
 *
 * <p>A checkpoint of PyTorch is a pickle, which is a program; {@code Unpickler} reads it as data
 * and refuses what is more than that.
 */
package io.kinolake.models.weights;
