package io.kinolake.models.networks.t5;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.WeightSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Checks folders of kind {@code t5_encoder}, with and without a mask, and classes of distances. */
public final class T5Check extends NetworkCheck {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String HIDDEN = "last_hidden_state";

  public T5Check() {
    super("t5_encoder");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    T5Config config = T5Config.of(folder.config());
    HostTensor ids = folder.tensor(IDS).cast(DType.I32);
    HostTensor mask = folder.tensor(MASK).cast(DType.F32);
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (Network network =
            Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config));
        WeightSource weights = folder.openWeights()) {
      network.load(weights);
      computed.putAll(network.run(Map.of(IDS, ids, MASK, mask), network.outputNames()));
      computed.put(
          "nomask." + HIDDEN,
          network.run(Map.of(IDS, ids, MASK, ones(mask)), List.of(HIDDEN)).get(HIDDEN));
    }
    HostTensor distances = folder.tensor("bucket.relative_position");
    computed.put(
        "bucket.index",
        HostTensor.integers(
            DType.I64,
            distances.shape(),
            Arrays.stream(distances.toLongs()).map(config.buckets()::of).toArray()));
    return computed;
  }

  private static HostTensor ones(HostTensor like) {
    float[] ones = new float[Math.toIntExact(like.shape().elements())];
    Arrays.fill(ones, 1);
    return HostTensor.floats(like.shape(), ones);
  }

  private static void define(NetworkBuilder builder, T5Config config) {
    builder.output(
        HIDDEN,
        T5Network.encode(
            builder
                .scope()
                .with(
                    (name, value) ->
                        builder.output(name.equals("position_bias") ? name : "mid." + name, value)),
            config,
            builder.input(IDS, TInt32.class, -1, -1),
            builder.input(MASK, TFloat32.class, -1, -1)));
  }
}
