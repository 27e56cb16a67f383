package io.kinolake.models.nn;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TestingWeights;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Runs one block with random parameters on an input whose sizes, but the last, it is not told. */
final class TestingBlock {
  private TestingBlock() {}

  interface Definition {
    Operand<TFloat32> define(NetScope scope, Operand<TFloat32> x);
  }

  record Ran(HostTensor result, TestingWeights weights) {
    float[] parameter(String name) {
      return weights.tensor(name).toFloats();
    }
  }

  static Ran run(HostTensor x, Definition definition) {
    long[] sizes = new long[x.shape().rank()];
    java.util.Arrays.fill(sizes, -1);
    sizes[sizes.length - 1] = x.shape().dim(sizes.length - 1);
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    "y",
                    definition.define(
                        builder.scope(), builder.input("x", TFloat32.class, sizes))))) {
      TestingWeights weights = TestingWeights.random(network.parameterShapes(), 5, 0.5f);
      network.load(weights);
      return new Ran(network.run(Map.of("x", x), List.of("y")).get("y"), weights);
    }
  }

  static HostTensor random(long seed, long... sizes) {
    Random random = new Random(seed);
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() + 2;
    }
    return HostTensor.floats(shape, values);
  }
}
