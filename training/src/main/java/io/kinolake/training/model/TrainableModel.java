package io.kinolake.training.model;

import io.kinolake.models.tensor.Shape;
import io.kinolake.training.step.Tape;
import java.util.Map;
import java.util.Set;

/** A model that can be trained. Immutable. */
public interface TrainableModel {
  /** Name of the loss in tapes. */
  String LOSS = "loss";

  /** Name of the samples' losses in tapes: [batch]. */
  String LOSSES = "losses";

  /** Published names and shapes of all parameters. */
  Map<String, Shape> parameterShapes();

  /** Names of parameters that belong to the model but are not trained. */
  Set<String> fixed();

  /**
   * The loss as one piece: the fastest way.
   *
   * @param latents shape of a sample's latents, without the batch
   */
  Tape whole(Shape latents);

  /**
   * The loss in pieces, a block each: in memory are what the blocks take, and one block's inner
   * values.
   *
   * @param latents shape of a sample's latents, without the batch
   */
  Tape staged(Shape latents);
}
