package io.kinolake.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.preference.ScoreBlend.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPreferencePairs {
  private static final ScoreBlend BLEND =
      new ScoreBlend(Map.of("aes", 1.0, "flow", 3.0), Scale.NORMALIZED);

  @TempDir private Path folder;

  @Test
  void bestAndWorstOfEachPromptMakeAPair() {
    VideoScores scores = scores(Map.of(0, 1.0, 1, 3.0, 2, 2.0, 3, 0.0, 4, 5.0, 5, 5.0));
    PreferencePairs found = PreferencePairs.of(scores, BLEND, List.of("a", "b"), 3);

    assertThat(found.pairs())
        .extracting(PreferencePair::file, PreferencePair::rejected, PreferencePair::caption)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("video_1.mp4", "video_0.mp4", "a"),
            org.assertj.core.groups.Tuple.tuple("video_4.mp4", "video_3.mp4", "b"));
    assertThat(found.pairs().get(1).score()).isEqualTo(1);
    assertThat(found.pairs().get(1).rejectedScore()).isZero();
    assertThat(found.histogram().bins().values().stream().mapToInt(n -> n).sum()).isEqualTo(6);
  }

  @Test
  void promptsWithoutTwoDifferentVideosGiveNoPair() {
    VideoScores scores = scores(Map.of(2, 1.0, 4, 3.0, 5, 3.0, 6, 0.0, 7, 2.0));
    PreferencePairs found = PreferencePairs.of(scores, BLEND, List.of("a", "b", "c", "d"), 2);

    assertThat(found.pairs()).extracting(PreferencePair::caption).containsExactly("d");
    assertThat(found.skipped()).containsExactly(0, 1, 2);
  }

  @Test
  void filesAreThoseOfTheGuide() throws IOException {
    PreferencePairs.of(
            scores(Map.of(0, 1.0, 1, 4.0, 2, 2.0)),
            BLEND,
            List.of("a \"dog\"/\u8d85\ud83d\ude00\t"),
            3)
        .write(folder.resolve("new"));

    assertThat(folder.resolve("new/data.jsonl"))
        .hasContent(
            "{\"file\":\".\\/video_1.mp4\",\"file_rejected\":\".\\/video_0.mp4\","
                + "\"captions\":\"a \\\"dog\\\"\\/\\u8d85\\ud83d\\ude00\\t\","
                + "\"score\":1.0,\"score_rejected\":0.0}\n");
    assertThat(folder.resolve("new/video_score_histogram.json"))
        .content()
        .contains("\"0.0-0.1\": 1", "\"total_num\": 3", "\"bin_width\": 0.1");
    assertThat(folder.resolve("new").toFile().list()).hasSize(2);
  }

  @Test
  void everyMissingScoreIsNamedAtOnce() {
    VideoScores scores =
        new VideoScores(
            Map.of("aes", Map.of(0, 1.0, 1, 2.0, 3, Double.NaN), "flow", Map.of(0, 1.0, 2, 3.0)));

    assertThatThrownBy(() -> PreferencePairs.of(scores, BLEND, List.of("a", "b"), 2))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("3 of 4 videos lack scores")
        .hasMessageContaining("video_1.mp4 [flow], video_2.mp4 [aes], video_3.mp4");
  }

  @Test
  void scoresThatFitNoPromptOrTellNothingAreRefused() {
    VideoScores scores = scores(Map.of(0, 1.0, 1, 2.0, 4, 3.0));
    assertThatThrownBy(() -> PreferencePairs.of(scores, BLEND, List.of("a", "b"), 2))
        .hasMessageContaining("video_4.mp4 has scores, but 2 prompts with 2 videos each");
    assertThatThrownBy(() -> PreferencePairs.of(scores, BLEND, List.of("a"), 1))
        .hasMessageContaining("at least 2 videos");
    assertThatThrownBy(
            () -> PreferencePairs.of(scores(Map.of(0, 1.0, 1, 1.0)), BLEND, List.of("a"), 2))
        .hasMessageContaining("All videos have the same");
    assertThatThrownBy(() -> PreferencePairs.of(scores(Map.of()), BLEND, List.of("a"), 2))
        .hasMessageContaining("--dimensions");
    assertThatThrownBy(() -> new ScoreBlend(Map.of("aes", 0.0), Scale.NORMALIZED))
        .hasMessageContaining("positive numbers");
  }

  @Test
  void numbersAreThoseOfPythonsLibraries() {
    assertThat(Decimals.shortest(3 * 0.1)).isEqualTo("0.30000000000000004");
    assertThat(Decimals.shortest(0.001)).isEqualTo("0.001");
    assertThat(Decimals.shortest(2)).isEqualTo("2.0");
    assertThat(Decimals.shortest(-0.0)).isEqualTo("0.0");
    assertThat(Decimals.tenPlaces(0.5667723417282104)).isEqualTo("0.5667723417");
    assertThat(Decimals.tenPlaces(0.25)).isEqualTo("0.25");
  }

  private static VideoScores scores(Map<Integer, Double> both) {
    return new VideoScores(Map.of("aes", both, "flow", both));
  }
}
