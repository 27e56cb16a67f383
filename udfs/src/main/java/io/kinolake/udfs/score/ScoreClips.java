package io.kinolake.udfs.score;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Resources;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.MediaStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fills {@code scores} from {@code clips}: each clip is decoded once for all scorers that are
 * wanted of it. The parts are the scorers, so that a new or changed one is computed alone. A scorer
 * that fails leaves the others alone; a clip that cannot be decoded fails those that needed more of
 * it than there was.
 */
public final class ScoreClips implements Stage<Clip, Score> {
  private static final long serialVersionUID = 1L;

  /** A row of {@code clips}, for work by clip rather than by source. */
  public static final TableSchema<Clip> INPUT =
      TableSchema.of(
          "clips_to_score",
          "One clip to score",
          ClipTable.CLIP_ID,
          ClipTable.SCHEMA.columns(),
          ClipTable.SCHEMA.codec());

  private static final StageSpec<Clip, Score> SPEC =
      new StageSpec<>("score-clips", 1, INPUT, ScoreTable.SCHEMA, Resources.ONE_CORE, 1);

  private final ScoreClipsSettings settings;

  public ScoreClips(ScoreClipsSettings settings) {
    this.settings = settings;
  }

  @Override
  public StageSpec<Clip, Score> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    return settings.toScorers().stream()
        .map(
            scorer ->
                new StagePart(
                    scorer.name(),
                    Fingerprint.of(SPEC.name(), SPEC.version(), scorer.fingerprint())))
        .toList();
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(parts().stream().map(StagePart::fingerprint).toArray());
  }

  @Override
  public StageWorker<Clip, Score> open(StageContext context) {
    return new Worker(settings.toScorers(), context.media(), new DecodedClips());
  }

  /** Scores clip by clip; a scorer that works on several clips at once would gather them here. */
  static final class Worker implements StageWorker<Clip, Score> {
    private final Map<String, Scorer> scorers;
    private final MediaStore media;
    private final ClipOpener opener;

    Worker(List<Scorer> scorers, MediaStore media, ClipOpener opener) {
      this.scorers = scorers.stream().collect(Collectors.toMap(Scorer::name, Function.identity()));
      this.media = media;
      this.opener = opener;
    }

    @Override
    public List<ItemResult<Score>> process(List<Item<Clip>> batch) {
      return batch.stream().map(this::score).toList();
    }

    @Override
    public void close() {}

    private ItemResult<Score> score(Item<Clip> item) {
      Clip clip = item.row();
      try (ScoringPass pass =
          new ScoringPass(clip, item.parts().stream().map(scorers::get).toList())) {
        read(clip, pass);
        return new ItemResult<>(pass.outcomes());
      }
    }

    private void read(Clip clip, ScoringPass pass) {
      Optional<TimeRange> range =
          clip.uri().isPresent() ? Optional.empty() : Optional.of(clip.time());
      try (LocalMedia file = media.open(clip.uri().orElse(clip.sourceUri()));
          ClipFrames frames = opener.open(file.path(), range, pass.needsMotionVectors())) {
        pass.read(frames);
      } catch (KinolakeException e) {
        pass.fail(e.failure());
      }
    }
  }
}
