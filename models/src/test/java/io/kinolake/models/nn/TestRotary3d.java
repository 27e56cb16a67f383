package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

class TestRotary3d {
  private static final List<Integer> EXTENTS = List.of(3, 4, 5);
  private static final List<Integer> PARTS = List.of(6, 4, 2);
  private static final int SIZE = 12;
  private static final int TOKENS = 60;

  @Test
  void everyPairOfChannelsIsTurnedByItsOwnAxis() {
    float[] x = randomHead();
    float[] turned = turn(x);
    for (int token = 0; token < TOKENS; token++) {
      int[] position = {token / 20, token / 5 % 4, token % 5};
      int start = 0;
      for (int axis = 0; axis < 3; axis++) {
        int size = PARTS.get(axis);
        for (int j = 0; j < size / 2; j++) {
          double angle = position[axis] * Math.pow(10_000, -2.0 * j / size);
          double one = x[start + j];
          double other = x[start + size / 2 + j];
          int at = token * SIZE + start + j;
          assertThat((double) turned[at])
              .isCloseTo(one * Math.cos(angle) - other * Math.sin(angle), within(1e-5));
          assertThat((double) turned[at + size / 2])
              .isCloseTo(other * Math.cos(angle) + one * Math.sin(angle), within(1e-5));
        }
        start += size;
      }
    }
  }

  @Test
  void productsDependOnDistancesOnly() {
    float[] turned = turn(randomHead());
    int step = 20 + 5 + 1;
    double first = product(turned, 0, step);
    assertThat(product(turned, 1, 1 + step)).isCloseTo(first, within(1e-4));
    assertThat(product(turned, 5, 5 + step)).isCloseTo(first, within(1e-4));
    assertThat(product(turned, 20, 20 + step)).isCloseTo(first, within(1e-4));
  }

  @Test
  void laterFramesAreTurnedAsAmongAll() {
    float[] x = randomHead();
    float[] later = turn(x, 1, List.of(2, 4, 5));
    float[] all = turn(x);
    assertThat(later).containsExactly(Arrays.copyOfRange(all, 20 * SIZE, TOKENS * SIZE));
  }

  private static double product(float[] x, int one, int other) {
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += x[one * SIZE + i] * x[other * SIZE + i];
    }
    return sum;
  }

  private static float[] randomHead() {
    Random random = new Random(3);
    float[] head = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      head[i] = (float) random.nextGaussian();
    }
    return head;
  }

  private static float[] turn(float[] head) {
    return turn(head, 0, EXTENTS);
  }

  /** The same head at every position, the first frame's being {@code first}. */
  private static float[] turn(float[] head, int first, List<Integer> extents) {
    int tokens = extents.get(0) * extents.get(1) * extents.get(2);
    float[] all = new float[tokens * SIZE];
    for (int token = 0; token < tokens; token++) {
      System.arraycopy(head, 0, all, token * SIZE, SIZE);
    }
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "out",
                    Rotary3d.apply(
                        builder.tf(),
                        builder.input("in", TFloat32.class, 1, tokens, 1, SIZE),
                        PARTS,
                        Rotary3d.tables(builder.tf(), first, extents, PARTS))))) {
      return network
          .run(Map.of("in", HostTensor.floats(Shape.of(1, tokens, 1, SIZE), all)), List.of("out"))
          .get("out")
          .toFloats();
    }
  }
}
