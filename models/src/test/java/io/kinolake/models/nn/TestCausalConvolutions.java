package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the definition, written as loops. */
class TestCausalConvolutions {
  private static final int IN = 3;
  private static final int OUT = 3;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void aFrameSeesItselfAndTheTwoBefore(int frames) {
    HostTensor x = TestingBlock.random(frames, frames, HEIGHT, WIDTH, IN);
    TestingBlock.Ran ran =
        TestingBlock.run(x, (scope, value) -> CausalConvolutions.same(scope, value, IN, OUT));
    assertThat(ran.result().shape()).isEqualTo(Shape.of(frames, HEIGHT, WIDTH, OUT));
    assertThat(ran.result().toFloats())
        .containsExactly(reference(ran, x.toFloats(), frames, 1), within(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void halvingTakesEveryOtherPlace(int frames) {
    HostTensor x = TestingBlock.random(frames, frames, HEIGHT, WIDTH, IN);
    TestingBlock.Ran ran =
        TestingBlock.run(x, (scope, value) -> CausalConvolutions.halved(scope, value, IN));
    assertThat(ran.result().shape())
        .isEqualTo(Shape.of((frames + 1) / 2, HEIGHT / 2, WIDTH / 2, OUT));
    assertThat(ran.result().toFloats())
        .containsExactly(reference(ran, x.toFloats(), frames, 2), within(1e-4f));
  }

  private static float[] reference(TestingBlock.Ran ran, float[] x, int frames, int stride) {
    float[] weight = ran.parameter("weight");
    float[] bias = ran.parameter("bias");
    int outFrames = (frames + stride - 1) / stride;
    float[] y = new float[outFrames * (HEIGHT / stride) * (WIDTH / stride) * OUT];
    int next = 0;
    for (int f = 0; f < outFrames; f++) {
      for (int row = 0; row < HEIGHT / stride; row++) {
        for (int column = 0; column < WIDTH / stride; column++) {
          for (int out = 0; out < OUT; out++) {
            double sum = bias[out];
            for (int tap = 0; tap < 27 * IN; tap++) {
              int in = tap / 27;
              int frame = f * stride + tap / 9 % 3 - 2;
              int r = row * stride + tap / 3 % 3 - 1;
              int c = column * stride + tap % 3 - 1;
              if (frame >= 0 && r >= 0 && r < HEIGHT && c >= 0 && c < WIDTH) {
                sum +=
                    (double) weight[out * 27 * IN + tap]
                        * x[((frame * HEIGHT + r) * WIDTH + c) * IN + in];
              }
            }
            y[next++] = (float) sum;
          }
        }
      }
    }
    return y;
  }
}
