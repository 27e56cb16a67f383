package io.kinolake.udfs.clean;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One step of cleaning. */
public enum CleaningStep {
  /** {@link CaptionCleaner#refine}. */
  REFINE(CaptionCleaner::refine),
  /** {@link CaptionCleaner#cleanTwice}. */
  CLEAN(CaptionCleaner::cleanTwice),
  /** {@link CaptionCleaner#cleanUnicode}. */
  UNICODE(CaptionCleaner::cleanUnicode);

  private final UnaryOperator<String> step;

  CleaningStep(UnaryOperator<String> step) {
    this.step = step;
  }

  /**
   * The caption after this step; may be empty.
   *
   * @throws KinolakeException BAD_CAPTION if the step cannot read it
   */
  public String apply(String caption) {
    return step.apply(caption);
  }

  /** The name in settings and rows. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The step of a name.
   *
   * @throws KinolakeException BAD_CONFIG if there is none
   */
  public static CleaningStep of(String id) {
    return Arrays.stream(values())
        .filter(step -> step.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new KinolakeException(
                    FailureCode.BAD_CONFIG,
                    "There is no cleaning step '%s'; use %s"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(CleaningStep::id)
                                .collect(Collectors.joining(", ")))));
  }
}
