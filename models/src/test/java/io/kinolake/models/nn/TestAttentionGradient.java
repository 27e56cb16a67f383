package io.kinolake.models.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradient written by hand against the one that TensorFlow derives, and against differences.
 */
class TestAttentionGradient {
  private static final float SCALE = 0.3f;
  private static final int QUERIES = 7;
  private static final int KEYS = 5;
  private static final int SIZE = 6;
  private static final List<String> RESULTS = List.of("out", "loss", "q'", "k'", "v'");

  private final Map<String, HostTensor> inputs = inputs();

  @FunctionalInterface
  private interface Form {
    Operand<TFloat32> attend(
        NetScope scope,
        Operand<TFloat32> q,
        Operand<TFloat32> k,
        Operand<TFloat32> v,
        float scale,
        Optional<Operand<TFloat32>> bias);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsTheDerivedGradient(boolean masked) {
    Map<String, HostTensor> own = run(AttentionGradient::attend, Precision.FLOAT32, masked, inputs);
    Map<String, HostTensor> derived = run(Attention::attend, Precision.FLOAT32, masked, inputs);
    for (String name : RESULTS) {
      assertThat(own.get(name).toFloats())
          .as(name)
          .containsExactly(derived.get(name).toFloats(), within(3e-6f));
    }
  }

  @Test
  void itComesNearTheDerivedGradientInBfloat16() {
    Map<String, HostTensor> own = run(AttentionGradient::attend, Precision.BFLOAT16, true, inputs);
    Map<String, HostTensor> exact = run(Attention::attend, Precision.FLOAT32, true, inputs);
    for (String name : RESULTS) {
      assertThat(own.get(name).toFloats())
          .as(name)
          .containsExactly(exact.get(name).toFloats(), within(0.05f));
    }
  }

  @Test
  void itAgreesWithDifferences() {
    Map<String, HostTensor> own = run(AttentionGradient::attend, Precision.FLOAT32, true, inputs);
    float step = 0.01f;
    for (String name : List.of("q", "k", "v")) {
      for (int i = 0; i < 20; i += 3) {
        double rise = loss(name, i, step) - loss(name, i, -step);
        assertThat((double) own.get(name + "'").toFloats()[i])
            .as(name + i)
            .isCloseTo(rise / (2 * step), within(2e-3));
      }
    }
  }

  private double loss(String name, int index, float step) {
    float[] values = inputs.get(name).toFloats();
    values[index] += step;
    Map<String, HostTensor> moved = new HashMap<>(inputs);
    moved.put(name, HostTensor.floats(inputs.get(name).shape(), values));
    return run(Attention::attend, Precision.FLOAT32, true, moved).get("loss").toFloats()[0];
  }

  private static Map<String, HostTensor> run(
      Form form, Precision precision, boolean masked, Map<String, HostTensor> given) {
    try (Network network =
        Network.build(
            new NetworkOptions(precision, 1),
            builder -> {
              Ops tf = builder.tf();
              Operand<TFloat32> q = builder.input("q", TFloat32.class, 2, 3, QUERIES, SIZE);
              Operand<TFloat32> k = builder.input("k", TFloat32.class, 2, 3, KEYS, SIZE);
              Operand<TFloat32> v = builder.input("v", TFloat32.class, 2, 3, KEYS, SIZE);
              Operand<TFloat32> wanted =
                  builder.input("wanted", TFloat32.class, 2, 3, QUERIES, SIZE);
              Operand<TFloat32> visible =
                  tf.constant(new float[][] {{1, 1, 1, 0, 0}, {1, 1, 1, 1, 1}});
              Operand<TFloat32> out =
                  form.attend(
                      builder.scope(),
                      q,
                      k,
                      v,
                      SCALE,
                      masked ? Optional.of(Attention.keyBias(tf, visible)) : Optional.empty());
              Operand<TFloat32> loss =
                  tf.reduceSum(tf.math.mul(out, wanted), tf.constant(new int[] {0, 1, 2, 3}));
              builder.output("out", out);
              builder.output("loss", loss);
              builder
                  .gradients(loss, Map.of("q", q, "k", k, "v", v))
                  .forEach((name, gradient) -> builder.output(name + "'", gradient));
            })) {
      return network.run(given, RESULTS);
    }
  }

  private static Map<String, HostTensor> inputs() {
    Random random = new Random(40);
    Map<String, HostTensor> inputs = new HashMap<>();
    for (String name : List.of("q", "k", "v", "wanted")) {
      int tokens = name.equals("k") || name.equals("v") ? KEYS : QUERIES;
      float[] values = new float[2 * 3 * tokens * SIZE];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      inputs.put(name, HostTensor.floats(Shape.of(2, 3, tokens, SIZE), values));
    }
    return inputs;
  }
}
