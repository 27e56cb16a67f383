package io.kinolake.jobs.config;

import io.kinolake.udfs.clean.CleanCaptionsConfig;
import io.kinolake.udfs.clean.CleaningStep;
import java.util.List;

/**
 * The group {@code clean}: how captions are made fit for training.
 *
 * @param steps in the order in which they are applied
 */
public record CleanConfig(List<CleaningStep> steps) {

  public CleanConfig {
    steps = List.copyOf(steps);
  }

  /** The stage's settings, for the captions of the given captioners. */
  public CleanCaptionsConfig toSettings(CaptionConfig captions) {
    return new CleanCaptionsConfig(captions.preferredNames(), steps);
  }
}
