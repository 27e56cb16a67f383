package io.kinolake.training.check;

import io.kinolake.models.diffusion.FlowMatchingLoss;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What the graph of training makes of data and noise, as a network of its own. */
final class NoisyLatents {
  private static final String NOISY = "noisy";

  private NoisyLatents() {}

  static HostTensor of(
      HostTensor data, HostTensor noise, HostTensor dataWeight, HostTensor noiseWeight) {
    long[] sizes = data.shape().toArray();
    try (Network network =
        Network.build(
            NetworkOptions.DEFAULT,
            builder ->
                builder.output(
                    NOISY,
                    FlowMatchingLoss.noisy(
                        builder.tf(),
                        input(builder, "data", sizes),
                        input(builder, "noise", sizes),
                        input(builder, "data_weight", -1),
                        input(builder, "noise_weight", -1))))) {
      return network
          .run(
              Map.of(
                  "data", data,
                  "noise", noise,
                  "data_weight", dataWeight,
                  "noise_weight", noiseWeight),
              List.of(NOISY))
          .get(NOISY);
    }
  }

  private static Operand<TFloat32> input(NetworkBuilder builder, String name, long... sizes) {
    return builder.input(name, TFloat32.class, sizes);
  }
}
