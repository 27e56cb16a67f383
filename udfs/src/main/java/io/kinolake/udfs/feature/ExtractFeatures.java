package io.kinolake.udfs.feature;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Turns selected clips and their captions into training samples, stored in shards that {@code
 * features} lists. The parts are the latents and the embeddings of each feature set, so that
 * whatever changes leaves the others alone.
 */
public final class ExtractFeatures implements Stage<ClipForFeatures, Feature> {
  public static final String NAME = "extract-features";

  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  /** Clips whose samples are held until their shards are written. */
  private static final int BATCH = 32;

  private static final StageSpec<ClipForFeatures, Feature> SPEC =
      new StageSpec<>(
          NAME, VERSION, ClipForFeatures.SCHEMA, FeatureTable.SCHEMA, Resources.ONE_CORE, BATCH);

  private final ExtractFeaturesSettings settings;

  public ExtractFeatures(ExtractFeaturesSettings settings) {
    this.settings = settings;
  }

  @Override
  public StageSpec<ClipForFeatures, Feature> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    List<StagePart> parts = new ArrayList<>();
    for (FeatureSet set : settings.sets()) {
      parts.add(part(set.latentsPart(), set.latentsFingerprint(), set.latents().usesModels()));
      parts.add(part(set.textPart(), set.textFingerprint(), set.text().usesModels()));
    }
    return List.copyOf(parts);
  }

  private static StagePart part(String name, Fingerprint fingerprint, boolean usesModels) {
    return new StagePart(name, Fingerprint.of(NAME, VERSION, fingerprint), usesModels);
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(parts().stream().map(StagePart::fingerprint).toArray());
  }

  @Override
  public StageWorker<ClipForFeatures, Feature> open(StageContext context) {
    return new Worker(settings, context);
  }

  private static final class Worker implements StageWorker<ClipForFeatures, Feature> {
    private final ExtractFeaturesSettings settings;
    private final StageContext context;
    private final LatentSamples latents;
    private final TextSamples texts;

    Worker(ExtractFeaturesSettings settings, StageContext context) {
      this.settings = settings;
      this.context = context;
      this.latents = new LatentSamples(context);
      this.texts = new TextSamples(context);
    }

    @Override
    public List<ItemResult<Feature>> process(List<Item<ClipForFeatures>> batch) {
      Map<String, Map<String, Outcome<Feature>>> outcomes = new HashMap<>();
      batch.forEach(item -> outcomes.put(item.row().clip().id().value(), new HashMap<>()));
      make(latents, FeatureSet::latentsPart, batch, outcomes);
      make(texts, FeatureSet::textPart, batch, outcomes);
      return batch.stream()
          .map(item -> new ItemResult<>(outcomes.get(item.row().clip().id().value())))
          .toList();
    }

    private void make(
        SampleMaker maker,
        Function<FeatureSet, String> part,
        List<Item<ClipForFeatures>> batch,
        Map<String, Map<String, Outcome<Feature>>> outcomes) {
      List<Wanted> wanted = new ArrayList<>();
      for (Item<ClipForFeatures> item : batch) {
        List<FeatureSet> sets =
            settings.sets().stream().filter(set -> item.parts().contains(part.apply(set))).toList();
        if (!sets.isEmpty()) {
          wanted.add(new Wanted(item.row(), sets));
        }
      }
      if (!wanted.isEmpty()) {
        ShardShelf shelf =
            new ShardShelf(
                context.media(),
                settings.folder(),
                settings.shardBytes(),
                (clip, name, outcome) -> outcomes.get(clip).put(name, outcome));
        maker.make(wanted, made(shelf, part, outcomes));
        shelf.storeAll();
      }
    }

    private static SampleMaker.Made made(
        ShardShelf shelf,
        Function<FeatureSet, String> part,
        Map<String, Map<String, Outcome<Feature>>> outcomes) {
      return new SampleMaker.Made() {
        @Override
        public void sample(List<FeatureSet> sets, Sample sample) {
          shelf.add(
              sets.stream().map(set -> new SamplePart(set.name(), part.apply(set))).toList(),
              sample);
        }

        @Override
        public void failed(FeatureSet set, ClipForFeatures clip, Failure failure) {
          outcomes.get(clip.clip().id().value()).put(part.apply(set), Outcome.rejected(failure));
        }
      };
    }

    @Override
    public void close() {
      latents.close();
      texts.close();
    }
  }
}
