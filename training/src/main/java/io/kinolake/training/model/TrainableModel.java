package io.kinolake.training.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightLayout;
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

  /** How published files name the parameters, and what else they may hold. */
  WeightLayout layout();

  /** How a parameter begins where no weights are loaded. */
  WeightStart start(String name, Shape shape);

  /** The sizes under their published names, as {@code config.json} has them. */
  ObjectNode sizes();

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
