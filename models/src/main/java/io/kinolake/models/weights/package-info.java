/**
 * Weight files. {@link io.kinolake.models.weights.WeightSource} is what a network reads from,
 * whatever the format; {@link io.kinolake.models.weights.SafetensorsFile} is one. A file is checked
 * when it is opened, so that a wrong one fails with one clear error before anything is built.
 */
package io.kinolake.models.weights;
