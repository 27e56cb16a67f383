package io.kinolake.training.loop;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.batch.PreparedSteps.Step;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Counts steps in a row that changed nothing, and says when there are too many. */
final class SkippedSteps {
  private final int limit;
  private int inARow;

  SkippedSteps(int limit) {
    this.limit = limit;
  }

  /** A step changed the weights. */
  void reset() {
    inARow = 0;
  }

  /**
   * A step changed nothing.
   *
   * @throws KinolakeException NOT_FINITE if it was one too many
   */
  void add(long number, Step step, Weights weights, Map<String, NativeTensor> gradients) {
    inARow++;
    if (inARow < limit) {
      return;
    }
    String where =
        first(weights, weights.tensors()::get)
            .map(name -> "parameter '%s' is not finite itself".formatted(name))
            .or(
                () ->
                    first(weights, gradients::get)
                        .map(name -> "the first such gradient is that of '%s'".formatted(name)))
            .orElse("this rank's gradients are finite, another's are not");
    List<String> clips =
        step.microBatches().stream().flatMap(batch -> batch.clips().stream()).toList();
    throw new KinolakeException(
        FailureCode.NOT_FINITE,
        "%d steps in a row had a loss or gradient that is no number, up to step %d: %s; samples of that step: %s. Lower optimizer.rate or compute in fp32, look at these samples, and go on from the last checkpoint."
            .formatted(inARow, number, where, clips));
  }

  private static Optional<String> first(Weights weights, Function<String, NativeTensor> values) {
    return weights.tensors().keySet().stream()
        .filter(weights.trained()::contains)
        .filter(name -> !isFinite(values.apply(name).floats()))
        .findFirst();
  }

  private static boolean isFinite(FloatBuffer values) {
    for (int i = 0; i < values.capacity(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }
}
