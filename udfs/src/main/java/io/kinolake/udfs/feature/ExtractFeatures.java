package io.kinolake.udfs.feature;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

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
      parts.add(part(set.latentsPart(), set.latentsFingerprint()));
      parts.add(part(set.textPart(), set.textFingerprint()));
    }
    return List.copyOf(parts);
  }

  private static StagePart part(String name, Fingerprint fingerprint) {
    return new StagePart(name, Fingerprint.of(NAME, VERSION, fingerprint));
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(parts().stream().map(StagePart::fingerprint).toArray());
  }

  @Override
  public boolean usesModels() {
    return settings.sets().stream()
        .anyMatch(set -> set.latents().usesModels() || set.text().usesModels());
  }

  @Override
  public StageWorker<ClipForFeatures, Feature> open(StageContext context) {
    return new Worker(settings, context);
  }

  /** Opens what makes a part when the first clip wants it. */
  private static final class Worker implements StageWorker<ClipForFeatures, Feature> {
    private final ExtractFeaturesSettings settings;
    private final StageContext context;
    private final Map<String, PartWorker> workers = new HashMap<>();

    Worker(ExtractFeaturesSettings settings, StageContext context) {
      this.settings = settings;
      this.context = context;
    }

    @Override
    public List<ItemResult<Feature>> process(List<Item<ClipForFeatures>> batch) {
      List<Map<String, Outcome<Feature>>> outcomes = new ArrayList<>();
      batch.forEach(item -> outcomes.add(new LinkedHashMap<>()));
      for (FeatureSet set : settings.sets()) {
        process(batch, set.latentsPart(), () -> new LatentSamples(set, context), set, outcomes);
        process(batch, set.textPart(), () -> new TextSamples(set, context), set, outcomes);
      }
      return outcomes.stream().map(ItemResult::new).toList();
    }

    private void process(
        List<Item<ClipForFeatures>> batch,
        String part,
        Supplier<SampleMaker> maker,
        FeatureSet set,
        List<Map<String, Outcome<Feature>>> outcomes) {
      Map<Integer, ClipForFeatures> wanted = new TreeMap<>();
      for (int i = 0; i < batch.size(); i++) {
        if (batch.get(i).parts().contains(part)) {
          wanted.put(i, batch.get(i).row());
        }
      }
      if (!wanted.isEmpty()) {
        workers
            .computeIfAbsent(part, name -> new PartWorker(maker.get(), shards(set, part)))
            .process(wanted)
            .forEach((i, outcome) -> outcomes.get(i).put(part, outcome));
      }
    }

    private ShardWriter shards(FeatureSet set, String part) {
      return new ShardWriter(
          context.media(), settings.folder(), set.name(), part, settings.shardBytes());
    }

    @Override
    public void close() {
      workers.values().forEach(worker -> worker.maker().close());
      workers.clear();
    }
  }

  /** Makes and stores the samples of one part. */
  private record PartWorker(SampleMaker maker, ShardWriter shards) {

    Map<Integer, Outcome<Feature>> process(Map<Integer, ClipForFeatures> clips) {
      Map<Integer, Outcome<Feature>> outcomes = new HashMap<>();
      Map<String, Integer> places = new HashMap<>();
      clips.forEach((place, input) -> places.put(input.clip().id().value(), place));
      Map<String, List<Sample>> byBucket = new TreeMap<>();
      maker.make(
          List.copyOf(clips.values()),
          new SampleMaker.Made() {
            @Override
            public void sample(Sample sample) {
              byBucket.computeIfAbsent(sample.bucket(), bucket -> new ArrayList<>()).add(sample);
            }

            @Override
            public void failed(ClipForFeatures input, Failure failure) {
              outcomes.put(places.get(input.clip().id().value()), Outcome.rejected(failure));
            }
          });
      byBucket.values().forEach(samples -> store(samples, places, outcomes));
      return outcomes;
    }

    private void store(
        List<Sample> samples,
        Map<String, Integer> places,
        Map<Integer, Outcome<Feature>> outcomes) {
      try {
        shards
            .write(samples)
            .forEach((clip, rows) -> outcomes.put(places.get(clip), Outcome.produced(rows)));
      } catch (KinolakeException e) {
        Failure failure = e.failure();
        samples.forEach(
            sample -> outcomes.put(places.get(sample.clip()), Outcome.rejected(failure)));
      }
    }
  }
}
