package io.kinolake.training.model;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;

/**
 * A rank's place among those that share a sample. Tensor-parallel ranks share the heads and inner
 * channels of each block (Shoeybi et al., 2019), context-parallel ones the frames (Jacobs et al.,
 * 2023).
 *
 * @param tensorRank which part of each block it holds, from 0
 * @param tensorRanks how many hold parts of a block
 * @param contextRank which part of the frames it has, from 0
 * @param contextRanks how many have parts of the frames
 */
public record Split(int tensorRank, int tensorRanks, int contextRank, int contextRanks) {
  /** Of a rank that shares samples with nobody. */
  public static final Split ALONE = new Split(0, 1, 0, 1);

  public Split {
    if (tensorRank < 0
        || tensorRank >= tensorRanks
        || contextRank < 0
        || contextRank >= contextRanks) {
      throw new IllegalArgumentException(
          "There is no rank %d of %d, %d of %d"
              .formatted(tensorRank, tensorRanks, contextRank, contextRanks));
    }
  }

  /** How many ranks share a sample. */
  public int ranks() {
    return tensorRanks * contextRanks;
  }

  /**
   * How many frames this rank has.
   *
   * @param all a sample's latent frames
   * @throws KinolakeException BAD_CONFIG if ranks would have different numbers of them
   */
  public long frames(long all) {
    if (all % contextRanks != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "%d latent frames cannot be shared by %d context-parallel ranks: each has the same number. Set CP to a divisor of the number of latent frames of every bucket, or change the buckets."
              .formatted(all, contextRanks));
    }
    return all / contextRanks;
  }

  /**
   * A micro batch's latents, noise or image as this rank takes them: a copy.
   *
   * @param value 32-bit floats
   * @param axis that of the frames
   * @throws KinolakeException BAD_CONFIG if ranks would have different numbers of frames
   */
  public HostTensor own(HostTensor value, int axis) {
    long[] dims = value.shape().toArray();
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer = Math.multiplyExact(outer, Math.toIntExact(dims[i]));
    }
    dims[axis] = frames(dims[axis]);
    Shape shape = Shape.of(dims);
    int part = Math.toIntExact(shape.elements() / outer);
    float[] all = value.toFloats();
    float[] own = new float[outer * part];
    for (int i = 0; i < outer; i++) {
      System.arraycopy(all, (i * contextRanks + contextRank) * part, own, i * part, part);
    }
    return HostTensor.floats(shape, own);
  }

  /**
   * Sees to it that every rank has as many heads as the others, also while context-parallel ranks
   * have all tokens of some heads.
   *
   * @throws KinolakeException BAD_CONFIG if not
   */
  void requireHeads(int heads) {
    if (heads % (tensorRanks * contextRanks) != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The model's %d attention heads cannot be shared by TP %d times CP %d ranks: each has the same number of whole heads. Choose TP and CP so that their product divides %d."
              .formatted(heads, tensorRanks, contextRanks, heads));
    }
  }
}
