package io.kinolake.training.data;

import io.kinolake.schemas.tables.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Training data without files, for what only orders samples. */
final class HandSamples {
  private HandSamples() {}

  /** So many samples of each bucket. */
  static TrainingData of(Map<String, Integer> buckets) {
    TreeMap<String, TrainingSample> samples = new TreeMap<>();
    buckets.forEach(
        (bucket, count) -> {
          for (int i = 0; i < count; i++) {
            TrainingSample sample = sample("%s-%04d".formatted(bucket, i), bucket);
            samples.put(sample.clip().value(), sample);
          }
        });
    return new TrainingData(
        "/nowhere",
        "hand",
        new TableVersions(3, Optional.of(5L)),
        new ArrayList<>(samples.values()),
        new TrainingData.LeftOut(0, 0, 0));
  }

  private static TrainingSample sample(String clip, String bucket) {
    Feature.Place place =
        new Feature.Place("s", clip, 0, 4, "F32", List.of(1L), clip.hashCode() & 0xffffffffL);
    Feature feature = WrittenWarehouse.feature(clip, "hand.text", "latent_mean", bucket, place);
    return new TrainingSample(
        feature.clip(),
        bucket,
        clip,
        feature.lineage(),
        feature.lineage(),
        new TreeMap<>(Map.of("latent_mean", place)));
  }
}
