package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Outcome.Produced;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every scorer must do. */
abstract class BaseScorerTest {
  private static final ScoringModels MODELS =
      new ScoringModels(StageContext.alone(new LocalMediaStore(), new ModelPool()));

  abstract Scorer scorer();

  @Test
  void theSameFramesGiveTheSameScore() {
    assertThat(score(FakeClip.moving(160, 90, 45, 0.01)))
        .isEqualTo(score(FakeClip.moving(160, 90, 45, 0.01)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 11, 31})
  void aShortClipHasAScore(long frames) {
    FakeClip clip = FakeClip.moving(160, 90, frames, 0.01);
    Score score = score(clip);
    assertThat(score.value().isPresent() || score.label().isPresent()).isTrue();
    assertThat(clip.decoded).isLessThanOrEqualTo(frames);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 200", "33, 17", "161, 91", "90, 161"})
  void anySizeOfPictureHasAScore(int width, int height) {
    Score score = score(FakeClip.moving(width, height, 32, 0.01));
    assertThat(score.scorer()).isEqualTo(scorer().name());
  }

  @Test
  void onlyDeclaredFormsAreAskedFor() {
    FakeClip clip = FakeClip.moving(160, 90, 45, 0.01);
    score(clip);
    assertThat(clip.formsAsked).isEqualTo(Set.copyOf(scorer().needs().pictures()));
  }

  @Test
  void aShippedScorerIsTheSame() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(scorer());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Scorer shipped = (Scorer) in.readObject();
      assertThat(shipped).isEqualTo(scorer());
      assertThat(shipped.fingerprint()).isEqualTo(scorer().fingerprint());
    }
  }

  @Test
  void everyScorerIsAmongTheSettings() {
    List<String> named = List.of(scorer().name());
    assertThat(ScoreClipsSettings.of(named).toScorers()).containsExactly(scorer());
  }

  /** The score of a clip, which must have one. */
  final Score score(FakeClip clip) {
    try (ScoringPass pass = new ScoringPass(ClipToScore.of(clip.row()), List.of(scorer()), MODELS);
        ClipFrames frames =
            clip.open(Path.of("a.mp4"), Optional.empty(), pass.needsMotionVectors())) {
      pass.read(frames);
      Outcome<Score> outcome = pass.outcomes().get(scorer().name());
      assertThat(outcome).isInstanceOf(Produced.class);
      return ((Produced<Score>) outcome).rows().get(0);
    }
  }
}
