package io.kinolake.udfs.feature;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.udfs.StageContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Embeds the captions of clips, all of a batch at once. */
final class TextSamples implements SampleMaker {
  /** What shards of embeddings have in common: nothing but that. */
  private static final String BUCKET = "text";

  private final FeatureSet set;
  private final TextEncoding.Encoder encoder;

  TextSamples(FeatureSet set, StageContext context) {
    this.set = set;
    this.encoder = set.text().open(context);
  }

  @Override
  public void make(List<ClipForFeatures> clips, Made made) {
    List<Map<String, HostTensor>> embedded;
    try {
      embedded = encoder.encode(clips.stream().map(ClipForFeatures::caption).toList());
    } catch (KinolakeException e) {
      clips.forEach(clip -> made.failed(clip, e.failure()));
      return;
    }
    for (int i = 0; i < clips.size(); i++) {
      ClipForFeatures clip = clips.get(i);
      made.sample(new Sample(clip.clip().id().value(), BUCKET, embedded.get(i), lineage(clip)));
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  private Feature.Lineage lineage(ClipForFeatures input) {
    return new Feature.Lineage(
        input.clip().video(),
        input.clip().sourceUri(),
        input.sourceVersion(),
        input.clip().time(),
        Optional.of(input.caption()),
        Optional.of(input.captioner()),
        input.scores(),
        set.textModel());
  }
}
