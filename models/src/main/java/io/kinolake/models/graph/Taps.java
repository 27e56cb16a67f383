package io.kinolake.models.graph;

import org.tensorflow.Operand;

/**
 * Sees a network's intermediate values while its graph is built. Names are paths within the network
 * ({@code visual.block0}). Used to compare intermediates with a reference and to find the first
 * layer whose output is not finite.
 */
@FunctionalInterface
public interface Taps {
  /** Sees nothing. */
  Taps NONE = (name, value) -> {};

  void see(String name, Operand<?> value);
}
