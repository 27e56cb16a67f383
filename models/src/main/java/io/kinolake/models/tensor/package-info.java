/**
 * Numbers in memory, before any engine has them. {@link io.kinolake.models.tensor.HostTensor} is a
 * value of a {@link io.kinolake.models.tensor.DType} and a {@link io.kinolake.models.tensor.Shape}
 * over {@link io.kinolake.models.tensor.TensorBytes}, which may lie in a mapped file and be larger
 * than one buffer of the JDK.
 *
 * <p>Layout is always row-major and little-endian, as in weight files. Nothing here knows a file
 * format or TensorFlow.
 */
package io.kinolake.models.tensor;
