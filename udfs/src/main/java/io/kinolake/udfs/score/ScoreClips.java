package io.kinolake.udfs.score;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fills {@code scores} from {@code clips}: each clip is decoded once for all scorers that are
 * wanted of it, and not at all where what is stored of it suffices. The parts are the scorers, so
 * that a new or changed one is computed alone. A scorer that fails leaves the others alone; a clip
 * that cannot be decoded fails those that needed more of it than there was.
 */
public final class ScoreClips implements Stage<ClipToScore, Score> {
  private static final long serialVersionUID = 1L;

  /** Clips that are read before any is scored, so that models work on several at once. */
  private static final int BATCH = 8;

  private static final StageSpec<ClipToScore, Score> SPEC =
      new StageSpec<>(
          "score-clips", 1, ClipToScore.SCHEMA, ScoreTable.SCHEMA, Resources.ONE_CORE, BATCH);

  private final ScoreClipsSettings settings;

  public ScoreClips(ScoreClipsSettings settings) {
    this.settings = settings;
  }

  @Override
  public StageSpec<ClipToScore, Score> spec() {
    return SPEC;
  }

  @Override
  public List<StagePart> parts() {
    return settings.toScorers().stream()
        .map(
            scorer ->
                new StagePart(
                    scorer.name(),
                    Fingerprint.of(SPEC.name(), SPEC.version(), scorer.fingerprint()),
                    scorer.usesModels()))
        .toList();
  }

  @Override
  public Fingerprint fingerprint() {
    return Fingerprint.of(parts().stream().map(StagePart::fingerprint).toArray());
  }

  @Override
  public StageWorker<ClipToScore, Score> open(StageContext context) {
    return new Worker(
        settings.toScorers(), new ScoringModels(context), context.media(), new DecodedClips());
  }

  /** Reads all clips of a batch, one decode each, then asks for their scores. */
  static final class Worker implements StageWorker<ClipToScore, Score> {
    private final Map<String, Scorer> scorers;
    private final ScoringModels models;
    private final MediaStore media;
    private final ClipOpener opener;

    Worker(List<Scorer> scorers, ScoringModels models, MediaStore media, ClipOpener opener) {
      this.scorers = scorers.stream().collect(Collectors.toMap(Scorer::name, Function.identity()));
      this.models = models;
      this.media = media;
      this.opener = opener;
    }

    @Override
    public List<ItemResult<Score>> process(List<Item<ClipToScore>> batch) {
      List<ScoringPass> passes = new ArrayList<>();
      try {
        for (Item<ClipToScore> item : batch) {
          List<Scorer> wanted = item.parts().stream().map(scorers::get).toList();
          ScoringPass pass = new ScoringPass(item.row(), wanted, models);
          passes.add(pass);
          if (pass.needsFrames()) {
            read(item.row().clip(), pass);
          }
        }
        return passes.stream().map(pass -> new ItemResult<>(pass.outcomes())).toList();
      } finally {
        passes.forEach(ScoringPass::close);
      }
    }

    @Override
    public void close() {}

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
