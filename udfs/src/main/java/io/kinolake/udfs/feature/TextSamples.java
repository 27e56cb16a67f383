package io.kinolake.udfs.feature;

import static java.util.stream.Collectors.groupingBy;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.TextForm;
import io.kinolake.udfs.StageContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Embeds the captions of clips, all of a batch at once, and once for sets that share encoders.
 * Those that keep them in the same form also share what is stored.
 */
final class TextSamples implements SampleMaker {
  /** What shards of embeddings have in common: nothing but that. */
  private static final String BUCKET = "text";

  private final StageContext context;
  private final Map<Fingerprint, TextEncoding.Encoder> encoders = new HashMap<>();

  TextSamples(StageContext context) {
    this.context = context;
  }

  @Override
  public void make(List<Wanted> clips, Made made) {
    Map<Fingerprint, TextEncoding> encodings = new LinkedHashMap<>();
    Map<Fingerprint, List<Wanted>> wanting = new LinkedHashMap<>();
    for (Wanted wanted : clips) {
      Map<Fingerprint, List<FeatureSet>> sets = new LinkedHashMap<>();
      for (FeatureSet set : wanted.sets()) {
        encodings.putIfAbsent(set.textEncoderFingerprint(), set.text());
        sets.computeIfAbsent(set.textEncoderFingerprint(), key -> new ArrayList<>()).add(set);
      }
      sets.forEach(
          (key, some) ->
              wanting
                  .computeIfAbsent(key, each -> new ArrayList<>())
                  .add(new Wanted(wanted.clip(), some)));
    }
    wanting.forEach(
        (key, some) ->
            embed(
                encoders.computeIfAbsent(key, each -> encodings.get(key).open(context)),
                some,
                made));
  }

  @Override
  public void close() {
    encoders.values().forEach(TextEncoding.Encoder::close);
    encoders.clear();
  }

  private static void embed(TextEncoding.Encoder encoder, List<Wanted> clips, Made made) {
    List<Map<String, HostTensor>> embedded;
    try {
      embedded = encoder.encode(clips.stream().map(each -> each.clip().caption()).toList());
    } catch (KinolakeException e) {
      Failure failure = LatentSamples.rowFailure(e);
      clips.forEach(each -> each.sets().forEach(set -> made.failed(set, each.clip(), failure)));
      return;
    }
    for (int i = 0; i < clips.size(); i++) {
      ClipForFeatures clip = clips.get(i).clip();
      Map<TextForm, List<FeatureSet>> forms =
          clips.get(i).sets().stream().collect(groupingBy(FeatureSet::textForm));
      for (Map.Entry<TextForm, List<FeatureSet>> sharing : forms.entrySet()) {
        StoredTensors stored = StoredTensors.ofText(sharing.getKey(), embedded.get(i));
        made.sample(
            sharing.getValue(),
            new Sample(
                clip.clip().id().value(),
                BUCKET,
                stored.tensors(),
                stored.encodings(),
                lineage(clip, sharing.getValue().get(0))));
      }
    }
  }

  private static Feature.Lineage lineage(ClipForFeatures input, FeatureSet set) {
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
