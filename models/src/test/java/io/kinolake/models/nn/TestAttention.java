package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class TestAttention {
  private static final int BATCH = 2;
  private static final int SIZE = 3;

  private final Random random = new Random(3);

  @ParameterizedTest
  @CsvSource({
    "4, 4, 5, '5'",
    "4, 2, 5, '5'",
    "6, 1, 3, '7'",
    "6, 2, 1, '9,1'",
    "2, 2, 4, '3,1,2'",
    "3, 3, 1, '1'"
  })
  void groupsOfHeadsSeeTheirKeysWhereverTheyLie(int heads, int groups, int queries, String parts) {
    List<Integer> sizes = List.of(parts.split(",", -1)).stream().map(Integer::valueOf).toList();
    Map<String, HostTensor> given = new LinkedHashMap<>();
    given.put("q", normal(BATCH, heads, queries, SIZE));
    for (int i = 0; i < sizes.size(); i++) {
      given.put("k" + i, normal(BATCH, groups, sizes.get(i), SIZE));
      given.put("v" + i, normal(BATCH, groups, sizes.get(i), SIZE));
      given.put("b" + i, normal(BATCH, 1, queries, sizes.get(i)));
    }
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT, builder -> define(builder, heads, groups, sizes.size()))) {
      HostTensor found = network.run(given, List.of("y")).get("y");
      assertThat(found.shape()).isEqualTo(Shape.of(BATCH, heads, queries, SIZE));
      assertThat(found.toFloats())
          .containsExactly(expected(given, heads, groups, queries, sizes), within(1e-5f));
    }
  }

  @Test
  void slopesAreThoseOfThePaper() {
    assertThat(AlibiSlopes.of(8))
        .containsExactly(1f / 2, 1f / 4, 1f / 8, 1f / 16, 1f / 32, 1f / 64, 1f / 128, 1f / 256);
    assertThat(AlibiSlopes.of(1)).containsExactly(1f / 256);
    assertThat(AlibiSlopes.of(6))
        .containsExactly(1f / 4, 1f / 16, 1f / 64, 1f / 256, 1f / 2, 1f / 8);
  }

  @Test
  void scoresOfTurnedVectorsDependOnTheDistanceOnly() {
    HostTensor vectors = normal(1, 1, 1, 8);
    List<Float> scores = new ArrayList<>();
    try (Network network = Network.build(NetworkOptions.DEFAULT, TestAttention::turned)) {
      for (long start : new long[] {0, 1, 7, 300}) {
        HostTensor places = HostTensor.integers(DType.I32, Shape.of(1, 2), start, start + 5);
        float[] turned =
            network.run(Map.of("x", vectors, "places", places), List.of("y")).get("y").toFloats();
        double score = 0;
        for (int i = 0; i < 8; i++) {
          score += (double) turned[i] * turned[8 + i];
        }
        scores.add((float) score);
      }
    }
    assertThat(scores).allSatisfy(each -> assertThat(each).isCloseTo(scores.get(0), within(1e-3f)));
  }

  private static void turned(NetworkBuilder builder) {
    RotaryHalves rotary =
        RotaryHalves.of(builder.tf(), builder.input("places", TInt32.class, 1, 2), 8, 10000);
    builder.output(
        "y", rotary.rotate(builder.tf(), builder.input("x", TFloat32.class, 1, 1, 1, 8)));
  }

  private static void define(NetworkBuilder builder, int heads, int groups, int parts) {
    List<Attention.Seen> seen = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      seen.add(
          new Attention.Seen(
              builder.input("k" + i, TFloat32.class, -1, groups, -1, SIZE),
              builder.input("v" + i, TFloat32.class, -1, groups, -1, SIZE),
              Optional.of(builder.input("b" + i, TFloat32.class, -1, 1, -1, -1))));
    }
    builder.output(
        "y",
        Attention.attendInGroups(
            builder.scope(), builder.input("q", TFloat32.class, -1, heads, -1, SIZE), seen));
  }

  private static float[] expected(
      Map<String, HostTensor> given, int heads, int groups, int queries, List<Integer> sizes) {
    float[] result = new float[BATCH * heads * queries * SIZE];
    float[] q = given.get("q").toFloats();
    for (int row = 0; row < BATCH * heads * queries; row++) {
      int batch = row / (heads * queries);
      int head = row / queries % heads;
      int query = row % queries;
      double total = 0;
      double[] sums = new double[SIZE];
      for (int part = 0; part < sizes.size(); part++) {
        float[] k = given.get("k" + part).toFloats();
        float[] v = given.get("v" + part).toFloats();
        float[] b = given.get("b" + part).toFloats();
        int keys = sizes.get(part);
        int first = (batch * groups + head / (heads / groups)) * keys;
        for (int key = 0; key < keys; key++) {
          double score = b[(batch * queries + query) * keys + key];
          for (int i = 0; i < SIZE; i++) {
            score += (double) q[row * SIZE + i] * k[(first + key) * SIZE + i];
          }
          total += Math.exp(score);
          for (int i = 0; i < SIZE; i++) {
            sums[i] += Math.exp(score) * v[(first + key) * SIZE + i];
          }
        }
      }
      for (int i = 0; i < SIZE; i++) {
        result[row * SIZE + i] = (float) (sums[i] / total);
      }
    }
    return result;
  }

  private HostTensor normal(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }
}
