package io.kinolake.models.networks.stepdit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.nn.Rotary3d;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Blocks by themselves, whole and shared between ranks. */
class TestStepDitBlock {
  private static final StepDitConfig CONFIG =
      new StepDitConfig(3, 3, 1, 4, 12, List.of(4, 4, 4), 1, 14, 10, false);
  private static final StepDitConfig.Block WHOLE = CONFIG.block();
  private static final int RANKS = 2;
  private static final int TOKENS = 24;
  private static final int KEYS = 9;

  private final Random random = new Random(31);
  private final HostTensor x = random(2, TOKENS, WHOLE.width());
  private final HostTensor time = random(2, 6 * WHOLE.width());
  private final HostTensor text = random(2, KEYS, WHOLE.width());

  /** A part of a block, with the tokens that it is applied to. */
  @FunctionalInterface
  private interface Branch {
    Operand<TFloat32> build(
        NetworkBuilder builder, StepDitConfig.Block sizes, Operand<TFloat32> tokens);
  }

  @Test
  void whatRanksFindAddsUp() {
    Map<String, Branch> branches = new LinkedHashMap<>();
    branches.put("self", TestStepDitBlock::self);
    branches.put("cross", TestStepDitBlock::cross);
    branches.put("mlp", TestStepDitBlock::mlp);
    branches.forEach(
        (name, branch) -> {
          TestingWeights weights = weights(branch);
          float[] whole = run(branch, WHOLE, weights);
          float[] sum = new float[whole.length];
          for (int rank = 0; rank < RANKS; rank++) {
            StepDitConfig.Block part = WHOLE.part(RANKS);
            float[] found = run(branch, part, partOf(weights, branch, part, rank));
            for (int i = 0; i < sum.length; i++) {
              sum[i] += found[i];
            }
          }
          assertThat(sum).as(name).containsExactly(whole, within(2e-5f));
        });
  }

  @Test
  void aBlockIsItsBranchesJoined() {
    Branch joined =
        (builder, sizes, tokens) -> {
          Ops tf = builder.tf();
          StepDitBlock.Steering steering = steering(builder, sizes);
          Operand<TFloat32> afterSelf =
              StepDitBlock.gated(
                  tf, tokens, self(builder, sizes, tokens, steering), steering.gateAttention());
          Operand<TFloat32> afterCross =
              tf.math.add(
                  afterSelf,
                  StepDitBlock.crossAttention(builder.scope(), sizes, afterSelf, textOf(builder)));
          return StepDitBlock.gated(
              tf, afterCross, mlp(builder, sizes, afterCross, steering), steering.gateMlp());
        };
    Branch whole =
        (builder, sizes, tokens) ->
            StepDitBlock.run(
                builder.scope(),
                sizes,
                tokens,
                builder.input("time", TFloat32.class, -1, 6 * sizes.width()),
                textOf(builder),
                rotary(builder.tf()));
    TestingWeights weights = weights(whole);
    assertThat(run(joined, WHOLE, weights)).containsExactly(run(whole, WHOLE, weights));
  }

  private static Operand<TFloat32> self(
      NetworkBuilder builder, StepDitConfig.Block sizes, Operand<TFloat32> tokens) {
    return self(builder, sizes, tokens, steering(builder, sizes));
  }

  private static Operand<TFloat32> self(
      NetworkBuilder builder,
      StepDitConfig.Block sizes,
      Operand<TFloat32> tokens,
      StepDitBlock.Steering steering) {
    return StepDitBlock.selfAttention(
        builder.scope(),
        sizes,
        StepDitBlock.beforeAttention(builder.scope(), sizes, tokens, steering),
        rotary(builder.tf()));
  }

  private static Operand<TFloat32> cross(
      NetworkBuilder builder, StepDitConfig.Block sizes, Operand<TFloat32> tokens) {
    return StepDitBlock.crossAttention(builder.scope(), sizes, tokens, textOf(builder));
  }

  private static Operand<TFloat32> mlp(
      NetworkBuilder builder, StepDitConfig.Block sizes, Operand<TFloat32> tokens) {
    return mlp(builder, sizes, tokens, steering(builder, sizes));
  }

  private static Operand<TFloat32> mlp(
      NetworkBuilder builder,
      StepDitConfig.Block sizes,
      Operand<TFloat32> tokens,
      StepDitBlock.Steering steering) {
    return StepDitBlock.mlp(
        builder.scope(), sizes, StepDitBlock.beforeMlp(builder.scope(), sizes, tokens, steering));
  }

  private static StepDitBlock.Steering steering(NetworkBuilder builder, StepDitConfig.Block sizes) {
    return StepDitBlock.steering(
        builder.scope(), sizes, builder.input("time", TFloat32.class, -1, 6 * sizes.width()));
  }

  private static StepDitBlock.Text textOf(NetworkBuilder builder) {
    return new StepDitBlock.Text(
        builder.input("text", TFloat32.class, -1, KEYS, WHOLE.width()),
        builder.tf().zeros(builder.tf().constant(new int[] {1, 1, 1, 1}), TFloat32.class));
  }

  private static Rotary3d.Tables rotary(Ops tf) {
    return Rotary3d.tables(tf, List.of(2, 3, 4), WHOLE.rotaryParts());
  }

  private float[] run(Branch branch, StepDitConfig.Block sizes, TestingWeights weights) {
    try (Network network = build(branch, sizes)) {
      network.load(weights);
      Map<String, HostTensor> given = new HashMap<>(Map.of("x", x, "time", time, "text", text));
      given.keySet().retainAll(network.inputNames());
      return network.run(given, List.of("out")).get("out").toFloats();
    }
  }

  private static TestingWeights weights(Branch branch) {
    try (Network network = build(branch, WHOLE)) {
      return TestingWeights.random(network.parameterShapes(), 17, 0.2f);
    }
  }

  private static Network build(Branch branch, StepDitConfig.Block sizes) {
    return Network.build(
        NetworkOptions.DEFAULT,
        builder ->
            builder.output(
                "out",
                branch.build(
                    builder,
                    sizes,
                    builder.input("x", TFloat32.class, -1, TOKENS, sizes.width()))));
  }

  /**
   * Output projections are cut by columns, the others by rows, and what both have in common stays.
   */
  private static TestingWeights partOf(
      TestingWeights weights, Branch branch, StepDitConfig.Block part, int rank) {
    TestingWeights cut = weights;
    try (Network network = build(branch, part)) {
      for (Map.Entry<String, Shape> wanted : network.parameterShapes().entrySet()) {
        HostTensor whole = weights.tensor(wanted.getKey());
        if (!whole.shape().equals(wanted.getValue())) {
          cut = cut.with(wanted.getKey(), cut(whole, wanted.getValue(), rank));
        }
      }
    }
    return cut;
  }

  private static HostTensor cut(HostTensor whole, Shape wanted, int rank) {
    int rows = Math.toIntExact(wanted.dim(0));
    int columns = Math.toIntExact(wanted.dim(1));
    int stride = Math.toIntExact(whole.shape().dim(1));
    int firstRow = whole.shape().dim(0) == rows ? 0 : rank * rows;
    int firstColumn = stride == columns ? 0 : rank * columns;
    float[] values = whole.toFloats();
    float[] part = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(
          values, (firstRow + row) * stride + firstColumn, part, row * columns, columns);
    }
    return HostTensor.floats(wanted, part);
  }

  private HostTensor random(long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.floats(shape, values);
  }
}
