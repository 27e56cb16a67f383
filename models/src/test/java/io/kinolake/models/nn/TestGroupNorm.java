package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the definition, written as loops. */
class TestGroupNorm {
  private static final int PICTURES = 3;
  private static final int PIXELS = 20;
  private static final int CHANNELS = 6;
  private static final int GROUP = 2;
  private static final float EPSILON = 1e-3f;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void statisticsAreThoseOfAGroupOfChannels(boolean acrossFrames) {
    HostTensor x = TestingBlock.random(1, PICTURES, 4, 5, CHANNELS);
    GroupNorm norm = new GroupNorm(CHANNELS / GROUP, EPSILON, acrossFrames);
    TestingBlock.Ran ran = TestingBlock.run(x, norm::apply);
    assertThat(ran.result().toFloats())
        .containsExactly(reference(ran, x.toFloats(), acrossFrames), within(1e-4f));
  }

  private static float[] reference(TestingBlock.Ran ran, float[] x, boolean acrossFrames) {
    float[] weight = ran.parameter("weight");
    float[] bias = ran.parameter("bias");
    float[] y = new float[x.length];
    int together = acrossFrames ? PICTURES : 1;
    for (int picture = 0; picture < PICTURES; picture += together) {
      for (int group = 0; group < CHANNELS; group += GROUP) {
        double sum = 0;
        double squares = 0;
        int count = together * PIXELS * GROUP;
        for (int i = 0; i < count; i++) {
          double value = x[index(picture, group, i)];
          sum += value;
          squares += value * value;
        }
        double mean = sum / count;
        double deviation = Math.sqrt(squares / count - mean * mean + EPSILON);
        for (int i = 0; i < count; i++) {
          int at = index(picture, group, i);
          int channel = at % CHANNELS;
          y[at] = (float) ((x[at] - mean) / deviation * weight[channel] + bias[channel]);
        }
      }
    }
    return y;
  }

  private static int index(int picture, int group, int i) {
    return (picture * PIXELS + i / GROUP) * CHANNELS + group + i % GROUP;
  }
}
