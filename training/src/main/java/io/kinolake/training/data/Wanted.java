package io.kinolake.training.data;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;

/** A tensor that is being read; words every error about it. */
record Wanted(TrainingSample sample, String tensor, Feature.Place place) {

  KinolakeException failure(FailureCode code, String what) {
    return new KinolakeException(code, message(what));
  }

  KinolakeException failure(FailureCode code, String what, Exception cause) {
    return new KinolakeException(code, message(what), cause);
  }

  private String message(String what) {
    return "Tensor '%s' of clip '%s' cannot be read from shard '%s': %s."
        .formatted(tensor, sample.clip().value(), place.shard(), what);
  }
}
