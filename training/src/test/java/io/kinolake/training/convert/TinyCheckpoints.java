package io.kinolake.training.convert;

import io.kinolake.models.networks.stepdit.StepDitConfig;
import java.util.List;

/** Small transformers of Step-Video's kind. */
final class TinyCheckpoints {
  private TinyCheckpoints() {}

  /** Four heads of 16 channels, four blocks. */
  static StepDitConfig config(boolean conditioned) {
    return new StepDitConfig(4, 4, 1, 4, 16, List.of(8, 4, 4), 4, 24, 16, conditioned);
  }
}
