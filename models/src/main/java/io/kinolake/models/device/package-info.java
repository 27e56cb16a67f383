/**
 * Where networks run: devices, how TensorFlow is told of them, who may use them at once, and the
 * pool that loads each model once. Begin with {@link io.kinolake.models.device.Device}.
 */
package io.kinolake.models.device;
