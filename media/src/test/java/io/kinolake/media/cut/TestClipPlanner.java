package io.kinolake.media.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestClipPlanner {
  private static final ClipNames NAMES = ClipNames.of("a/b.mp4");
  private static final FrameTimes PAL = frame -> frame * 40_000;

  @Test
  void withoutLimitsEverySceneIsOneClip() {
    List<ClipPlan> plans =
        planner(LengthLimits.NONE).plan(List.of(scene(0, 0, 10), scene(1, 10, 11)), PAL);
    assertThat(plans).extracting(ClipPlan::name).containsExactly("b_scene-0.mp4", "b_scene-1.mp4");
    assertThat(plans)
        .extracting(ClipPlan::frames)
        .containsExactly(new FrameRange(0, 10), new FrameRange(10, 11));
  }

  @Test
  void aSceneThatIsTooShortYieldsNoClipAndTheOthersKeepTheirNumbers() {
    List<ClipPlan> plans =
        planner(limits(1_000, 10_000, LongScenes.SPLIT))
            .plan(List.of(scene(0, 0, 24), scene(1, 24, 49)), PAL);
    assertThat(plans).extracting(ClipPlan::name).containsExactly("b_scene-1.mp4");
    assertThat(plans).extracting(ClipPlan::index).containsExactly(0);
  }

  @Test
  void aLongSceneIsSplitIntoEqualPieces() {
    List<ClipPlan> plans =
        planner(limits(1_000, 4_000, LongScenes.SPLIT)).plan(List.of(scene(3, 0, 225)), PAL);
    assertThat(plans)
        .extracting(ClipPlan::frames)
        .containsExactly(new FrameRange(0, 75), new FrameRange(75, 150), new FrameRange(150, 225));
    assertThat(plans)
        .extracting(ClipPlan::name)
        .containsExactly("b_scene-3-0.mp4", "b_scene-3-1.mp4", "b_scene-3-2.mp4");
  }

  @Test
  void whereEqualPiecesWouldBeTooShortTheRestIsDropped() {
    List<ClipPlan> plans =
        planner(limits(3_000, 4_000, LongScenes.SPLIT)).plan(List.of(scene(0, 0, 125)), PAL);
    assertThat(plans).extracting(ClipPlan::frames).containsExactly(new FrameRange(0, 100));
  }

  @Test
  void aLongSceneMayBeTruncated() {
    List<ClipPlan> plans =
        planner(limits(0, 4_000, LongScenes.TRUNCATE)).plan(List.of(scene(2, 50, 400)), PAL);
    assertThat(plans).extracting(ClipPlan::frames).containsExactly(new FrameRange(50, 150));
    assertThat(plans).extracting(ClipPlan::name).containsExactly("b_scene-2.mp4");
    assertThat(plans)
        .extracting(ClipPlan::time)
        .containsExactly(new TimeRange(2_000_000, 6_000_000));
  }

  @Test
  void limitsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> limits(5_000, 4_000, LongScenes.SPLIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT5S to PT4S");
  }

  @Test
  void piecesKeepTheLimitsAndTheirOrderWhateverTheFrameTimes() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      List<Long> times = randomTimes(random);
      FrameTimes clock = frame -> times.get((int) frame);
      int frames = times.size() - 1;
      int longest = 1 + random.nextInt(3_000);
      int shortest = random.nextInt(longest + 1);
      LongScenes choice = random.nextBoolean() ? LongScenes.SPLIT : LongScenes.TRUNCATE;
      SceneSpan scene =
          new SceneSpan(0, new FrameRange(0, frames), clock.timeOf(new FrameRange(0, frames)));
      List<ClipPlan> plans = planner(limits(shortest, longest, choice)).plan(List.of(scene), clock);
      assertSound(plans, clock, shortest * 1_000L, longest * 1_000L, frames);
    }
  }

  @Test
  void nothingIsLostWherePiecesMayBeShort() {
    Random random = new Random(12);
    for (int round = 0; round < 500; round++) {
      int frames = 2 + random.nextInt(1_000);
      int longest = 40 + random.nextInt(4_000);
      List<ClipPlan> plans =
          planner(limits(0, longest, LongScenes.SPLIT)).plan(List.of(scene(0, 0, frames)), PAL);
      assertThat(plans.stream().mapToLong(plan -> plan.frames().length()).sum()).isEqualTo(frames);
      long most = plans.stream().mapToLong(plan -> plan.frames().length()).max().orElseThrow();
      long least = plans.stream().mapToLong(plan -> plan.frames().length()).min().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(1);
    }
  }

  private static void assertSound(
      List<ClipPlan> plans, FrameTimes clock, long shortestUs, long longestUs, long frames) {
    long before = 0;
    for (ClipPlan plan : plans) {
      assertThat(plan.frames().start()).isGreaterThanOrEqualTo(before);
      assertThat(plan.time()).isEqualTo(clock.timeOf(plan.frames()));
      assertThat(plan.time().durationUs()).isBetween(shortestUs, longestUs);
      before = plan.frames().end();
    }
    assertThat(before).isLessThanOrEqualTo(frames);
  }

  private static List<Long> randomTimes(Random random) {
    List<Long> times = new ArrayList<>();
    long time = random.nextInt(1_000_000);
    int frames = 1 + random.nextInt(200);
    for (int frame = 0; frame <= frames; frame++) {
      times.add(time);
      time += 1 + random.nextInt(random.nextInt(20) == 0 ? 2_000_000 : 80_000);
    }
    return times;
  }

  private static ClipPlanner planner(LengthLimits limits) {
    return new ClipPlanner(limits, NAMES);
  }

  private static LengthLimits limits(long shortestMs, long longestMs, LongScenes longScenes) {
    return new LengthLimits(
        Duration.ofMillis(shortestMs), Duration.ofMillis(longestMs), longScenes);
  }

  private static SceneSpan scene(int index, long start, long end) {
    FrameRange frames = new FrameRange(start, end);
    return new SceneSpan(index, frames, PAL.timeOf(frames));
  }
}
