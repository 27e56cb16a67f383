package io.kinolake.udfs;

import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/**
 * A share of a stage's work on an item that can be refreshed by itself: one scorer, one captioner.
 *
 * @param name stored in the output table's part column; {@link #WHOLE} for stages without parts
 * @param fingerprint of everything, beside the item's input, that decides the result
 * @param wantsDevice whether its tasks want an accelerator where the cluster offers one
 * @param followsPrecision whether networks of this project do it, so that the results depend on
 *     their precision
 */
public record StagePart(
    String name, Fingerprint fingerprint, boolean wantsDevice, boolean followsPrecision)
    implements Serializable {
  /** The name of the only part of a stage that has no parts. */
  public static final String WHOLE = "";

  /** A part that is done without networks. */
  public StagePart(String name, Fingerprint fingerprint) {
    this(name, fingerprint, false);
  }

  /**
   * A part that networks of this project do, or none.
   *
   * @param usesModels whether they do it
   */
  public StagePart(String name, Fingerprint fingerprint, boolean usesModels) {
    this(name, fingerprint, usesModels, usesModels);
  }

  /** The same where networks compute with this precision. */
  public StagePart in(Precision precision) {
    return followsPrecision && precision != Precision.FLOAT32
        ? new StagePart(name, Fingerprint.of(fingerprint, precision.name()), wantsDevice, true)
        : this;
  }
}
