package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Against the definition, written as loops; fewer tokens than pieces among the cases. */
class TestPiecewiseAttention {
  private static final int SIZE = 4;

  @ParameterizedTest
  @CsvSource({
    "1,4,true",
    "3,4,true",
    "7,3,true",
    "16,2,true",
    "33,8,true",
    "2,8,false",
    "33,4,false"
  })
  void piecesGiveWhatTheWholeGives(int tokens, int pieces, boolean causal) {
    HostTensor x = TestingBlock.random(tokens, 2, tokens, SIZE);
    PiecewiseAttention attention = new PiecewiseAttention(pieces, causal);
    TestingBlock.Ran ran =
        TestingBlock.run(
            x,
            (scope, value) -> {
              Operand<TFloat32> reversed =
                  scope.tf().reverse(value, scope.tf().constant(new int[] {2}));
              return attention.attend(scope, value, reversed, value);
            });
    assertThat(ran.result().shape()).isEqualTo(Shape.of(2, tokens, SIZE));
    assertThat(ran.result().toFloats())
        .containsExactly(reference(x.toFloats(), tokens, causal), within(1e-4f));
  }

  private static float[] reference(float[] x, int tokens, boolean causal) {
    float[] y = new float[x.length];
    for (int batch = 0; batch < 2; batch++) {
      int start = batch * tokens * SIZE;
      for (int query = 0; query < tokens; query++) {
        double total = 0;
        double[] sum = new double[SIZE];
        for (int key = 0; key < (causal ? query + 1 : tokens); key++) {
          double score = 0;
          for (int i = 0; i < SIZE; i++) {
            score += x[start + query * SIZE + i] * x[start + key * SIZE + SIZE - 1 - i];
          }
          double weight = Math.exp(score / Math.sqrt(SIZE));
          total += weight;
          for (int i = 0; i < SIZE; i++) {
            sum[i] += weight * x[start + key * SIZE + i];
          }
        }
        for (int i = 0; i < SIZE; i++) {
          y[start + query * SIZE + i] = (float) (sum[i] / total);
        }
      }
    }
    return y;
  }
}
