package io.kinolake.models.networks.stepllm;

import io.kinolake.models.check.GoldenFolder;
import io.kinolake.models.check.NetworkCheck;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.nn.AlibiSlopes;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.types.TInt32;

/** Checks folders of kind {@code step_llm}: the model, and slopes for some numbers of heads. */
public final class StepLlmCheck extends NetworkCheck {
  private static final String IDS = "input_ids";
  private static final String SLOPES = "alibi_slopes";
  private static final String BIAS = "alibi_bias";

  public StepLlmCheck() {
    super("step_llm");
  }

  @Override
  protected Map<String, HostTensor> compute(GoldenFolder folder) {
    StepLlmConfig config = StepLlmConfig.of(folder.config());
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (Network network =
            Network.build(NetworkOptions.DEFAULT, builder -> define(builder, config));
        WeightSource weights = folder.openWeights()) {
      network.load(weights);
      computed.putAll(
          network.run(Map.of(IDS, folder.tensor(IDS).cast(DType.I32)), network.outputNames()));
    }
    computed.put(SLOPES, slopes(config.heads()));
    for (String name : folder.tensors().tensors().keySet()) {
      if (name.matches(SLOPES + "_\\d{1,6}")) {
        computed.put(name, slopes(Integer.parseInt(name.substring(SLOPES.length() + 1))));
      }
    }
    return computed;
  }

  private static HostTensor slopes(int heads) {
    return HostTensor.floats(Shape.of(heads), AlibiSlopes.of(heads));
  }

  /** Records within the model have the sequence first. */
  private static void define(NetworkBuilder builder, StepLlmConfig config) {
    NetScope scope =
        builder
            .scope()
            .with(
                (name, value) -> {
                  if (name.equals(BIAS)) {
                    builder.output(name, value);
                  } else {
                    builder.output(
                        "mid." + name + "_sbh", Dimensions.transpose(builder.tf(), value, 1, 0, 2));
                  }
                });
    builder.output(
        "output", StepLlmNetwork.encode(scope, config, builder.input(IDS, TInt32.class, -1, -1)));
  }
}
