package io.kinolake.udfs;

import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;
import java.util.List;

/**
 * A description of work on items: made on the driver, shipped to executors, opened there once per
 * task. Implementations are immutable; their fields are settings records and other serialisable
 * values.
 *
 * @param <I> the record of an input row
 * @param <O> the record of an output row
 */
public interface Stage<I extends Record, O extends Record> extends Serializable {

  StageSpec<I, O> spec();

  /** The parts of the work on each item; exactly one, {@link StagePart#WHOLE}, by default. */
  default List<StagePart> parts() {
    return List.of(new StagePart(StagePart.WHOLE, fingerprint()));
  }

  /**
   * Digest of everything, beside the item's input, that decides the result: name, version and the
   * settings that change it. Settings that only change speed stay out.
   */
  Fingerprint fingerprint();

  /** Whether networks do any of the work. */
  default boolean usesModels() {
    return parts().stream().anyMatch(StagePart::wantsDevice);
  }

  /**
   * Opens a worker. Called on an executor, once per task, on the task's thread.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if the stage cannot work at all
   */
  StageWorker<I, O> open(StageContext context);
}
