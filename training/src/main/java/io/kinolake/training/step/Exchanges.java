package io.kinolake.training.step;

import io.kinolake.models.graph.NativeTensor;

/** How a rank's values become those of a group. Used by one thread. */
public interface Exchanges {
  /** On a rank that shares its work with nobody. */
  Exchanges ALONE =
      new Exchanges() {
        @Override
        public void sum(NativeTensor value) {}

        @Override
        public void average(NativeTensor value) {}

        @Override
        public NativeTensor tokensToHeads(NativeTensor value) {
          throw new IllegalStateException("One rank holds all tokens and all heads");
        }

        @Override
        public NativeTensor headsToTokens(NativeTensor value) {
          throw new IllegalStateException("One rank holds all tokens and all heads");
        }
      };

  /**
   * Adds up a value over the tensor-parallel ranks, in place. All of them get the same sum, to the
   * last bit.
   */
  void sum(NativeTensor value);

  /**
   * Replaces a value by its mean over the context-parallel ranks. All of them get the same, to the
   * last bit.
   */
  void average(NativeTensor value);

  /**
   * [batch, own tokens, heads, size] → [batch, all tokens, own heads, size] among the
   * context-parallel ranks (Jacobs et al., 2023); a new tensor.
   */
  NativeTensor tokensToHeads(NativeTensor value);

  /** The inverse; a new tensor. */
  NativeTensor headsToTokens(NativeTensor value);
}
