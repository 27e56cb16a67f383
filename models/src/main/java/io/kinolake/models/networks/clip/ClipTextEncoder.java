package io.kinolake.models.networks.clip;

import io.kinolake.models.engine.HalvedBatch;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.CheckedNetwork;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;
import java.util.Map;
import org.tensorflow.types.TInt32;

/** Embeds texts with CLIP. Thread-safe; owns native memory until it is closed. */
public final class ClipTextEncoder implements AutoCloseable {
  private static final String TOKENS = "tokens";
  private static final String EMBEDDINGS = "embeddings";

  private final ClipConfig.Text config;
  private final TensorModel model;

  private ClipTextEncoder(ClipConfig.Text config, TensorModel model) {
    this.config = config;
    this.model = model;
  }

  /**
   * An encoder over a model that takes and gives what {@link #network} does, wherever it runs.
   *
   * @param model closed with the encoder
   */
  public static ClipTextEncoder over(ClipConfig config, TensorModel model) {
    return new ClipTextEncoder(config.text(), model);
  }

  /**
   * Builds the text side and loads its parameters, in any layout that {@link ClipLayouts} knows;
   * the weights may be closed afterwards.
   *
   * @throws KinolakeException if they are not those of such a model, naming every difference
   */
  public static ClipTextEncoder load(
      NetworkOptions options, ClipConfig config, WeightSource weights) {
    return over(config, network(options, config, weights));
  }

  /**
   * The network alone: from {@code tokens}, I32 [n, context], to {@code embeddings}, F32 [n,
   * embedDim].
   */
  public static TensorModel network(
      NetworkOptions options, ClipConfig config, WeightSource weights) {
    Network network =
        Network.open(
            options,
            ClipLayouts.textOf(weights),
            weights,
            builder ->
                builder.output(
                    EMBEDDINGS,
                    ClipText.features(
                        FiniteCheck.watched(builder),
                        config.text(),
                        config.embedDim(),
                        builder.input(TOKENS, TInt32.class, -1, config.text().context()))));
    return new HalvedBatch(new CheckedNetwork(network));
  }

  /**
   * Embeds texts.
   *
   * @param texts token ids of each text, from the start to the end token, which has the highest id
   * @return F32 [texts, embedDim], not scaled to length one
   * @throws KinolakeException INTERNAL if there is no text, one longer than the model's context or
   *     an id beyond the vocabulary; NOT_FINITE if the result holds NaN or infinity
   */
  public HostTensor encode(List<int[]> texts) {
    int context = config.context();
    long[] ids = new long[Math.multiplyExact(texts.size(), context)];
    for (int row = 0; row < texts.size(); row++) {
      int[] text = texts.get(row);
      require(
          text.length <= context, "a text has %d tokens, the most are %d", text.length, context);
      for (int i = 0; i < text.length; i++) {
        require(
            text[i] >= 0 && text[i] < config.vocabulary(),
            "token id %d is outside the vocabulary of %d",
            text[i],
            config.vocabulary());
        ids[row * context + i] = text[i];
      }
    }
    require(!texts.isEmpty(), "there are %d texts; needed is %d", 0, 1);
    HostTensor tokens = HostTensor.integers(DType.I32, Shape.of(texts.size(), context), ids);
    return model.run(Map.of(TOKENS, tokens), List.of(EMBEDDINGS)).get(EMBEDDINGS);
  }

  @Override
  public void close() {
    model.close();
  }

  private static void require(boolean fits, String problem, int found, int limit) {
    if (!fits) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "These are no texts for CLIP: %s.".formatted(problem.formatted(found, limit)));
    }
  }
}
