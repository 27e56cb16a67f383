package io.kinolake.training.data;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks that any samples of a bucket make a batch: the same tensors of the same types, and of the
 * same shapes but for the text's first extent, its number of tokens.
 */
final class BucketCheck {
  private static final String TEXT = "text";

  private BucketCheck() {}

  /**
   * @throws KinolakeException CORRUPT that names two samples of a bucket that do not fit together
   */
  static void require(List<TrainingSample> samples) {
    Map<String, TrainingSample> firsts = new HashMap<>();
    Map<String, Map<String, String>> forms = new HashMap<>();
    for (TrainingSample sample : samples) {
      Map<String, String> form = form(sample);
      TrainingSample first = firsts.computeIfAbsent(sample.bucket(), bucket -> sample);
      Map<String, String> expected = forms.computeIfAbsent(sample.bucket(), bucket -> form);
      if (!form.equals(expected)) {
        throw new KinolakeException(
            FailureCode.CORRUPT,
            "Samples of bucket '%s' make no batch: clip '%s' has %s, clip '%s' has %s. Run './kinolake refresh', so that all are made by the same settings."
                .formatted(
                    sample.bucket(), first.clip().value(), expected, sample.clip().value(), form));
      }
    }
  }

  private static Map<String, String> form(TrainingSample sample) {
    Map<String, String> form = new TreeMap<>();
    sample.tensors().forEach((name, place) -> form.put(name, form(name, place)));
    return form;
  }

  private static String form(String name, Feature.Place place) {
    List<Long> fixed =
        name.equals(TEXT) ? place.shape().subList(1, place.shape().size()) : place.shape();
    return place.dtype() + fixed;
  }
}
