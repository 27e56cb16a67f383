package io.kinolake.udfs;

import io.kinolake.models.graph.Precision;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/**
 * A share of a stage's work on an item that can be refreshed by itself: one scorer, one captioner.
 *
 * @param name stored in the output table's part column; {@link #WHOLE} for stages without parts
 * @param fingerprint of everything, beside the item's input, that decides the result
 * @param usesModels whether networks of this project do it, whose tasks want an accelerator where
 *     the cluster offers one, and whose results depend on their precision
 */
public record StagePart(String name, Fingerprint fingerprint, boolean usesModels)
    implements Serializable {
  /** The name of the only part of a stage that has no parts. */
  public static final String WHOLE = "";

  /** A part that is done without networks. */
  public StagePart(String name, Fingerprint fingerprint) {
    this(name, fingerprint, false);
  }

  /** The same where networks compute with this precision. */
  public StagePart in(Precision precision) {
    return usesModels && precision != Precision.FLOAT32
        ? new StagePart(name, Fingerprint.of(fingerprint, precision.name()), true)
        : this;
  }
}
