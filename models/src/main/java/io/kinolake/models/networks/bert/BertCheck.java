package io.kinolake.models.networks.bert;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.NetScope;
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
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Checks folders of kind {@code hunyuan_clip}: BERT with and without a mask, and its pooler. */
public final class BertCheck extends NetworkCheck {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String HIDDEN = "last_hidden_state";

  public BertCheck() {
    super("hunyuan_clip");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    BertConfig config = BertConfig.of(folder.config());
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
    return computed;
  }

  private static HostTensor ones(HostTensor like) {
    float[] ones = new float[Math.toIntExact(like.shape().elements())];
    Arrays.fill(ones, 1);
    return HostTensor.floats(like.shape(), ones);
  }

  private static void define(NetworkBuilder builder, BertConfig config) {
    NetScope scope = builder.scopeWithOutputs("mid.");
    Operand<TFloat32> hidden =
        BertNetwork.encode(
            scope,
            config,
            builder.input(IDS, TInt32.class, -1, -1),
            builder.input(MASK, TFloat32.class, -1, -1));
    builder.output(HIDDEN, hidden);
    builder.output("pooler_output", BertNetwork.pool(scope, config, hidden));
  }
}
