package io.kinolake.udfs;

import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/**
 * A share of a stage's work on an item that can be refreshed by itself: one scorer, one captioner.
 *
 * @param name stored in the output table's part column; {@link #WHOLE} for stages without parts
 * @param fingerprint of everything, beside the item's input, that decides the result
 */
public record StagePart(String name, Fingerprint fingerprint) implements Serializable {
  /** The name of the only part of a stage that has no parts. */
  public static final String WHOLE = "";
}
