package io.kinolake.models.device;

import java.util.Optional;
import org.tensorflow.DeviceSpec;
import org.tensorflow.proto.ConfigProto;

/**
 * Where TensorFlow runs a network, and how it is told.
 *
 * @param device the processor or an accelerator that is there
 * @param spec in the graph; empty where TensorFlow finds the place itself
 * @param configuration of the session: which devices it may see; nothing is moved elsewhere
 */
public record Placement(Device device, Optional<DeviceSpec> spec, ConfigProto configuration) {}
