package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Outcome.Produced;
import io.kinolake.udfs.Outcome.Rejected;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestScoreClips {
  private static final ScoringModels MODELS =
      new ScoringModels(StageContext.alone(new LocalMediaStore(), new ModelPool()));

  private static final List<String> ALL = ScoreClipsSettings.WITHOUT_MODELS;

  @Test
  void oneDecodeServesAllScorers() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01);

    Map<String, Outcome<Score>> outcomes = score(clip, clip.row(), scorers(), ALL);

    assertThat(outcomes).containsOnlyKeys(ALL);
    assertThat(outcomes.values()).allSatisfy(o -> assertThat(o).isInstanceOf(Produced.class));
    assertThat(clip.opened).isEqualTo(1);
    assertThat(clip.closed).isEqualTo(1);
    assertThat(clip.decoded).isEqualTo(60);
    assertThat(clip.vectorsAsked).isTrue();
    assertThat(clip.rangeAsked).contains(clip.row().time());
  }

  @Test
  void aScoreIsTheSameAloneAndAmongOthers() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01);
    Map<String, Outcome<Score>> together = score(clip, clip.row(), scorers(), ALL);
    for (String name : ALL) {
      assertThat(score(clip, clip.row(), scorers(), List.of(name)))
          .isEqualTo(Map.of(name, together.get(name)));
    }
  }

  @Test
  void onlyWhatIsWantedIsDecoded() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01);
    score(clip, clip.row(), scorers(), List.of(FlowScorer.NAME, HashScorer.NAME));
    assertThat(clip.decoded).isEqualTo(51);
    assertThat(clip.vectorsAsked).isFalse();
  }

  @Test
  void aBrokenScorerLeavesTheOthersAlone() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01);
    List<Scorer> scorers = new ArrayList<>(scorers());
    for (BreakingScorer.Moment moment : BreakingScorer.Moment.values()) {
      scorers.add(new BreakingScorer(moment));
    }
    List<String> names = scorers.stream().map(Scorer::name).toList();

    Map<String, Outcome<Score>> outcomes = score(clip, clip.row(), scorers, names);

    assertThat(rejection(outcomes, "accepting").code()).isEqualTo(FailureCode.TOO_LARGE);
    assertThat(rejection(outcomes, "opening").code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(rejection(outcomes, "finishing").message()).contains("'finishing' broke on clip");
    assertThat(outcomes.get("closing")).isInstanceOf(Produced.class);
    Map<String, Outcome<Score>> sound = score(clip, clip.row(), scorers(), ALL);
    assertThat(outcomes).containsAllEntriesOf(sound);
  }

  @Test
  void aDecoderThatFailsAtOnceRejectsEveryPart() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01).brokenFrom(0);
    Map<String, Outcome<Score>> outcomes = score(clip, clip.row(), scorers(), ALL);
    for (String name : ALL) {
      assertThat(rejection(outcomes, name).code()).isEqualTo(FailureCode.CORRUPT);
    }
    assertThat(clip.closed).isEqualTo(1);
  }

  @Test
  void damageBehindTheLastFrameThatCountsDoesNotMatter() {
    FakeClip clip = FakeClip.moving(160, 90, 60, 0.01).brokenFrom(31);
    Map<String, Outcome<Score>> outcomes = score(clip, clip.row(), scorers(), ALL);
    assertThat(outcomes.get(FlowScorer.NAME)).isInstanceOf(Produced.class);
    assertThat(rejection(outcomes, FreezeScorer.NAME).code()).isEqualTo(FailureCode.CORRUPT);
    assertThat(rejection(outcomes, HashScorer.NAME).code()).isEqualTo(FailureCode.CORRUPT);
  }

  @Test
  void aClipThatEndsBeforeItsRowSaysIsTruncated() {
    FakeClip clip = FakeClip.moving(160, 90, 40, 0.01);
    Map<String, Outcome<Score>> outcomes = score(clip, clip.row(60), scorers(), ALL);
    assertThat(rejection(outcomes, FreezeScorer.NAME).code()).isEqualTo(FailureCode.TRUNCATED);
    assertThat(rejection(outcomes, FreezeScorer.NAME).message()).contains("40").contains("60");
    assertThat(outcomes.get(FlowScorer.NAME)).isInstanceOf(Produced.class);
  }

  @Test
  void aMissingFileRejectsEveryPart() {
    FakeClip clip = FakeClip.moving(160, 90, 40, 0.01);
    try (ScoreClips.Worker worker =
        new ScoreClips.Worker(scorers(), MODELS, new LocalMediaStore(), clip)) {
      Map<String, Outcome<Score>> outcomes =
          worker
              .process(List.of(new Item<>("id", ALL, List.of(ClipToScore.of(clip.row())))))
              .get(0)
              .outcomes();
      for (String name : ALL) {
        assertThat(rejection(outcomes, name).code()).isEqualTo(FailureCode.NOT_FOUND);
      }
    }
    assertThat(clip.opened).isZero();
  }

  @Test
  void everyPartHasAFingerprintThatFollowsItsOwnSettings() {
    ScoreClips stage = new ScoreClips(ScoreClipsSettings.DEFAULT);
    ScoreClips closer = new ScoreClips(new ScoreClipsSettings(ALL, 9, 8, 3, Map.of()));
    assertThat(stage.parts()).extracting(StagePart::name).isEqualTo(ALL);
    assertThat(stage.parts()).doesNotHaveDuplicates();
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < ALL.size(); i++) {
      if (!stage.parts().get(i).equals(closer.parts().get(i))) {
        changed.add(ALL.get(i));
      }
    }
    assertThat(changed).containsExactly(TechnicalScorer.NAME, LetterboxScorer.NAME);
    assertThat(stage.fingerprint()).isNotEqualTo(closer.fingerprint());
  }

  @Test
  void theInputIsAClipUnderItsOwnId() {
    assertThat(ClipToScore.SCHEMA.item()).isEqualTo(ClipTable.CLIP_ID);
    Clip clip = FakeClip.moving(160, 90, 40, 0.01).row();
    FrameEmbeddings stored = new FrameEmbeddings("digest", FloatVector.of(1, 2, 3, 4, 5, 6));
    for (ClipToScore input :
        List.of(ClipToScore.of(clip), new ClipToScore(clip, Optional.of(stored)))) {
      MapRow row = new MapRow();
      ClipToScore.SCHEMA.codec().write(input, row);
      assertThat(ClipToScore.SCHEMA.codec().read(row)).isEqualTo(input);
    }
  }

  @Test
  void aShippedStageIsTheSame() throws IOException, ClassNotFoundException {
    ScoreClips stage = new ScoreClips(ScoreClipsSettings.DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(stage);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((ScoreClips) in.readObject()).parts()).isEqualTo(stage.parts());
    }
  }

  @Test
  void wrongSettingsAreRefusedWithTheReason() {
    assertThatThrownBy(() -> ScoreClipsSettings.of(List.of("flwo"))).hasMessageContaining("'flwo'");
    assertThatThrownBy(() -> ScoreClipsSettings.of(List.of("flow", "flow")))
        .hasMessageContaining("each once");
    assertThatThrownBy(() -> ScoreClipsSettings.of(List.of())).hasMessageContaining("named");
    assertThatThrownBy(() -> new ScoreClipsSettings(ALL, 0, 8, 3, Map.of()))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("samples must be 1 to 1000, not 0");
  }

  private static List<Scorer> scorers() {
    return ScoreClipsSettings.DEFAULT.toScorers();
  }

  private static Failure rejection(Map<String, Outcome<Score>> outcomes, String name) {
    assertThat(outcomes.get(name)).isInstanceOf(Rejected.class);
    return ((Rejected<Score>) outcomes.get(name)).failure();
  }

  private static Map<String, Outcome<Score>> score(
      FakeClip clip, Clip row, List<Scorer> scorers, List<String> wanted) {
    try (ScoreClips.Worker worker = new ScoreClips.Worker(scorers, MODELS, new AnyFile(), clip)) {
      return worker
          .process(List.of(new Item<>("id", wanted, List.of(ClipToScore.of(row)))))
          .get(0)
          .outcomes();
    }
  }

  /** A store in which every file is there. */
  private static final class AnyFile implements MediaStore {
    @Override
    public LocalMedia open(String uri) {
      return new LocalMedia() {
        @Override
        public Path path() {
          return Path.of(uri);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public PendingFile create(String uri) {
      throw new UnsupportedOperationException("Scores are not files");
    }

    @Override
    public void delete(String uri) {
      throw new UnsupportedOperationException("Scorers delete nothing");
    }
  }

  /** A scorer that breaks at one moment of its life. */
  private record BreakingScorer(Moment moment) implements Scorer {
    enum Moment {
      OPENING,
      ACCEPTING,
      FINISHING,
      CLOSING
    }

    @Override
    public String name() {
      return moment.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public FrameNeeds needs() {
      return FrameNeeds.pictures(FrameChoice.all(), PictureForm.fullGray());
    }

    @Override
    public ClipScoring open(Clip.Content content, ScoringModels models) {
      breakIf(Moment.OPENING);
      return new ClipScoring() {
        @Override
        public void accept(ClipFrame frame) {
          if (moment == Moment.ACCEPTING) {
            throw new KinolakeException(FailureCode.TOO_LARGE, "Too much to see");
          }
        }

        @Override
        public Finding finish() {
          breakIf(Moment.FINISHING);
          return Finding.ofValue(1, Map.of());
        }

        @Override
        public void close() {
          breakIf(Moment.CLOSING);
        }
      };
    }

    private void breakIf(Moment now) {
      if (moment == now) {
        throw new IllegalStateException("Broken while " + now);
      }
    }
  }
}
