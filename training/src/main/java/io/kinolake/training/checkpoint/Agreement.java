package io.kinolake.training.checkpoint;

import io.kinolake.models.graph.NativeTensor;
import java.util.Map;

/**
 * How ranks see to it that what each of them holds is the same, before it is stored. Used by one
 * thread.
 */
@FunctionalInterface
public interface Agreement {
  /** Of a rank that has nobody to differ from. */
  Agreement ALONE = (step, values) -> {};

  /**
   * Compares values with those of the other ranks, which all come here.
   *
   * @param step the last one that was made, for people
   * @param values by names that are the same on every rank; 32-bit floats
   * @throws io.kinolake.schemas.failure.KinolakeException RANKS_DIFFER on every rank, if a value is
   *     not the same to the last bit
   */
  void require(long step, Map<String, NativeTensor> values);
}
