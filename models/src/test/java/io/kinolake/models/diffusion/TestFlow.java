package io.kinolake.models.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestFlow {
  @Test
  void timesRiseFromNoiseToData() {
    for (float shift : new float[] {1, 7, 13}) {
      FlowSchedule schedule = FlowSchedule.of(50, shift, false, 1);
      assertThat(schedule.sigma(0)).isZero();
      assertThat(schedule.sigma(50)).isEqualTo(1);
      for (int i = 0; i < 50; i++) {
        assertThat(schedule.sigma(i + 1)).isGreaterThan(schedule.sigma(i));
        assertThat(schedule.timestep(i)).isEqualTo(schedule.sigma(i));
      }
    }
  }

  @Test
  void aShiftTakesMoreStepsNearTheNoise() {
    float even = FlowSchedule.of(10, 1, false, 1).sigma(5);
    float shifted = FlowSchedule.of(10, 13, false, 1).sigma(5);
    assertThat(even).isCloseTo(0.5f, within(1e-6f));
    assertThat(shifted).isCloseTo(1 - 13 * 0.5f / (1 + 12 * 0.5f), within(1e-6f));
  }

  @Test
  void aScheduleOfNoStepsIsRefused() {
    assertThatThrownBy(() -> FlowSchedule.of(0, 1, false, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> FlowSchedule.of(3, Float.NaN, false, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theConventionsRunInOppositeDirections() {
    FlowPoint paper = FlowConvention.PAPER.point(0.25f);
    assertThat(paper).isEqualTo(new FlowPoint(0.25f, 0.25f, 0.75f));
    FlowPoint mindSpeed = FlowConvention.MINDSPEED.point(0.25f);
    assertThat(mindSpeed.timestep()).isEqualTo(250);
    assertThat(mindSpeed.dataWeight()).isEqualTo(0.75f);
    assertThat(mindSpeed.noiseWeight()).isEqualTo(0.25f);
  }

  @Test
  void theLogitsOfDrawnTimesAreNormal() {
    Random random = new Random(5);
    int count = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double u = FlowPoint.logitNormal(random);
      assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
      double logit = Math.log(u / (1 - u));
      sum += logit;
      squares += logit * logit;
    }
    assertThat(sum / count).isCloseTo(0, within(0.03));
    assertThat(squares / count).isCloseTo(1, within(0.04));
  }

  @Test
  void aStraightFlowArrivesInAnyNumberOfSteps() {
    HostTensor noise = HostTensor.floats(Shape.of(1, 2), 3, -1);
    Denoiser straight = (latents, time) -> HostTensor.floats(Shape.of(1, 2), -2, 4);
    for (int steps : new int[] {1, 3, 20}) {
      List<Integer> seen = new ArrayList<>();
      float[] data =
          new FlowSampler(FlowSchedule.of(steps, 13, false, 1), straight)
              .sample(noise, (step, prediction, latents) -> seen.add(step))
              .toFloats();
      assertThat(data[0]).isCloseTo(1, within(1e-5f));
      assertThat(data[1]).isCloseTo(3, within(1e-5f));
      assertThat(seen).hasSize(steps).isSorted().startsWith(0);
    }
  }
}
