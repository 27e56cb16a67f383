package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestScoreSeries {
  private static final long STEP_US = 40_000;

  /** Frames at a constant rate, from a start that is not 0. */
  static ScoreSeries series(double... scores) {
    ScoreSeries.Builder builder = new ScoreSeries.Builder();
    for (int frame = 0; frame < scores.length; frame++) {
      long time = 1_000 + frame * STEP_US;
      builder.add(time, time + STEP_US, scores[frame]);
    }
    return builder.build();
  }

  /** Frames at these times, without scores. */
  static ScoreSeries at(long... timesUs) {
    ScoreSeries.Builder builder = new ScoreSeries.Builder();
    for (long time : timesUs) {
      builder.add(time, time + STEP_US, 0);
    }
    return builder.build();
  }

  @Test
  void aFrameEndsWhereTheNextBeginsAndTheLastByItsDuration() {
    ScoreSeries series = at(0, 70, 90);
    assertThat(series.endUs(0)).isEqualTo(70);
    assertThat(series.endUs(2)).isEqualTo(90 + STEP_US);
  }

  @Test
  void aLastFrameOfNoDurationStillTakesTime() {
    ScoreSeries.Builder builder = new ScoreSeries.Builder();
    builder.add(5, 5, 0);
    assertThat(builder.build().endUs(0)).isEqualTo(6);
  }

  @Test
  void spansJoinAtTheFrameTheyShareWithTheEarlierSpansScore() {
    ScoreSeries.Builder first = new ScoreSeries.Builder();
    first.add(0, 10, 0);
    first.add(10, 20, 1);
    first.add(20, 30, 2);
    ScoreSeries.Builder second = new ScoreSeries.Builder();
    second.add(20, 30, 0);
    second.add(30, 45, 3);
    ScoreSeries.Builder whole = new ScoreSeries.Builder();
    whole.add(0, 10, 0);
    whole.add(10, 20, 1);
    whole.add(20, 30, 2);
    whole.add(30, 45, 3);

    assertThat(ScoreSeries.join(List.of(first.build(), second.build()))).isEqualTo(whole.build());
    assertThat(ScoreSeries.join(List.of(whole.build()))).isEqualTo(whole.build());
  }

  @Test
  void spansThatDoNotMeetAreRefused() {
    assertThatThrownBy(() -> ScoreSeries.join(List.of(at(0, 10), at(20, 30))))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("do not meet in one frame");
  }

  @Test
  void timesThatDoNotAscendAreRefused() {
    assertThatThrownBy(() -> at(0, 10, 10))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("Frame 2 is shown at 10 us, not after frame 1 at 10 us");
  }
}
