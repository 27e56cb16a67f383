package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestOcrScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new OcrScorer();
  }

  @Test
  void aPictureWithoutTextHasNone() {
    Score score = score(new FakeClip(320, 180, 20, (frame, x, y) -> 90 + 60 * x));
    assertThat(score.value()).contains(0.0);
    assertThat(score.details()).containsEntry("area", 0.0);
  }

  @Test
  void slidesHaveMoreTextThanAStreet() {
    Score slides = footage("slides_text_1080p.mp4");
    Score street = footage("bikes.mp4");
    assertThat(slides.value().orElseThrow()).isGreaterThan(street.value().orElseThrow() + 3);
    assertThat(slides.details().get("area")).isGreaterThan(street.details().get("area"));
  }

  private static Score footage(String name) {
    String shared = System.getProperty("kinolake.shared", "");
    Path root = shared.isEmpty() ? Path.of("../../shared") : Path.of(shared);
    Path file = root.resolve("footage").resolve(name);
    assumeTrue(Files.exists(file), "Skipped: there is no shared footage/" + name);
    Clip clip =
        new Clip(
            new ClipId(name),
            VideoId.of(file.toString()),
            0,
            0,
            name,
            file.toString(),
            Optional.of(file.toString()),
            CutMode.ENCODE,
            new FrameRange(0, 20),
            new TimeRange(0, 800_000),
            new Clip.Content(20, new Rational(25, 1), new FrameSize(640, 360), 1));
    try (ModelPool models = new ModelPool();
        StageWorker<ClipToScore, Score> worker =
            new ScoreClips(ScoreClipsSettings.of(List.of(OcrScorer.NAME)))
                .open(StageContext.alone(new LocalMediaStore(), models))) {
      Outcome<Score> outcome =
          worker
              .process(
                  List.of(new Item<>(name, List.of(OcrScorer.NAME), List.of(ClipToScore.of(clip)))))
              .get(0)
              .outcomes()
              .get(OcrScorer.NAME);
      assertThat(outcome).isInstanceOf(Outcome.Produced.class);
      return ((Outcome.Produced<Score>) outcome).rows().get(0);
    }
  }
}
