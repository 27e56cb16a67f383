package io.kinolake.udfs.clean;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings of {@link CleanCaptions}.
 *
 * @param captioners whose captions are cleaned, as the captioning stage names them
 * @param steps in the order in which they are applied
 */
public record CleanCaptionsConfig(List<String> captioners, List<CleaningStep> steps)
    implements Serializable {

  public CleanCaptionsConfig {
    captioners = List.copyOf(captioners);
    steps = List.copyOf(steps);
    if (captioners.isEmpty() || steps.isEmpty()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG, "Cleaning needs at least one captioner and one step; name them");
    }
    if (new HashSet<>(captioners).size() < captioners.size()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Captioners %s are to be cleaned twice; name each once".formatted(captioners));
    }
  }

  /** The tools' own order: refine, then clean. */
  public static CleanCaptionsConfig of(List<String> captioners) {
    return new CleanCaptionsConfig(captioners, List.of(CleaningStep.REFINE, CleaningStep.CLEAN));
  }

  /** The steps' names, joined by {@code +}. */
  String cleaning() {
    return steps.stream().map(CleaningStep::id).collect(Collectors.joining("+"));
  }
}
