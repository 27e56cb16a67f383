package io.kinolake.udfs;

import io.kinolake.schemas.TableSchema;
import java.io.Serializable;

/**
 * What a stage is, stated once.
 *
 * @param name verb and noun in kebab case, such as {@code detect-scenes}; it names commands,
 *     settings and run records
 * @param version raised when the same settings and input would give another result than before
 * @param input the rows of one item; several rows may belong to one item
 * @param output the table that the stage fills
 * @param perTask what one task needs
 * @param batchSize how many items a worker is given at once
 */
public record StageSpec<I extends Record, O extends Record>(
    String name,
    int version,
    TableSchema<I> input,
    TableSchema<O> output,
    Resources perTask,
    int batchSize)
    implements Serializable {

  public StageSpec {
    if (batchSize < 1) {
      throw new IllegalArgumentException("A batch has at least one item, not " + batchSize);
    }
  }
}
