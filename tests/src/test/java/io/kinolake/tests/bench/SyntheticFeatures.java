package io.kinolake.tests.bench;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.feature.ClipForFeatures;
import io.kinolake.udfs.feature.FeatureTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of samples that lie in no shard. */
final class SyntheticFeatures {
  private static final List<Long> SHAPE = List.of(5L, 12L, 4L, 6L);
  private static final long BYTES = 2 * 5 * 12 * 9 * 16;

  private SyntheticFeatures() {}

  static ItemResult<Feature> of(Item<ClipForFeatures> item) {
    Map<String, Outcome<Feature>> features = new HashMap<>();
    for (String part : item.parts()) {
      features.put(part, Outcome.produced(feature(item.row(), part)));
    }
    return new ItemResult<>(features);
  }

  private static Feature feature(ClipForFeatures input, String part) {
    boolean isText = part.endsWith(".text");
    String tensor = isText ? FeatureTensors.TEXT : FeatureTensors.LATENT_MEAN;
    String bucket = isText ? "text" : "5x4x6";
    String clip = input.clip().id().value();
    return new Feature(
        input.clip().id(),
        part,
        part.substring(0, part.indexOf('.')),
        tensor,
        bucket,
        new Feature.Place(
            "features/%s/%s.safetensors".formatted(bucket, Fingerprint.of(clip.charAt(0)).value()),
            clip + "/" + tensor,
            0,
            BYTES,
            "BF16",
            SHAPE,
            0),
        new Feature.Lineage(
            input.clip().video(),
            input.clip().sourceUri(),
            input.sourceVersion(),
            input.clip().time(),
            isText ? Optional.of(input.caption()) : Optional.empty(),
            isText ? Optional.of(input.captioner()) : Optional.empty(),
            input.scores(),
            "synthetic"));
  }
}
