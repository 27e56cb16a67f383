package io.kinolake.models.networks;

import io.kinolake.models.engine.HalvedBatch;
import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.engine.TensorSpec;
import io.kinolake.models.graph.CheckedNetwork;
import io.kinolake.models.graph.FiniteCheck;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Network;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Turns texts into a vector for each token, by any of the networks that do. Thread-safe; owns
 * native memory until it is closed.
 */
public final class TextEncoder implements AutoCloseable {
  private static final String IDS = "ids";
  private static final String VISIBLE = "visible";
  private static final String VECTORS = "vectors";

  private final TensorModel model;
  private final Tokens tokens;

  private TextEncoder(TensorModel model, Tokens tokens) {
    this.model = model;
    this.tokens = tokens;
  }

  /**
   * An encoder over a model that takes and gives what {@link #network} does, wherever it runs.
   *
   * @param model closed with the encoder
   */
  public static TextEncoder over(Tokens tokens, TensorModel model) {
    return new TextEncoder(model, tokens);
  }

  /**
   * What ids a network takes.
   *
   * @param vocabulary number of ids
   * @param longest most tokens of a text
   * @param padding id that fills up a text
   */
  public record Tokens(int vocabulary, int longest, int padding) {}

  /** The network between ids and vectors. */
  @FunctionalInterface
  public interface Definition {
    /**
     * Builds it.
     *
     * @param ids [batch, tokens]
     * @param visible [batch, tokens], one where a token may be seen, else zero
     * @return [batch, tokens, width]
     */
    Operand<TFloat32> build(NetScope scope, Operand<TInt32> ids, Operand<TFloat32> visible);
  }

  /**
   * The network alone: from {@code ids}, I32 [texts, tokens], and {@code visible}, F32 of the same
   * shape, to {@code vectors}, F32 [texts, tokens, width]. The weights may be closed afterwards.
   *
   * @param layout how the weights are named
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not the network's, naming
   *     every difference
   */
  public static TensorModel network(
      NetworkOptions options, WeightSource weights, WeightLayout layout, Definition definition) {
    Network network =
        Network.open(
            options,
            layout,
            weights,
            builder ->
                builder.output(
                    VECTORS,
                    definition.build(
                        FiniteCheck.watched(builder),
                        builder.input(IDS, TInt32.class, -1, -1),
                        builder.input(VISIBLE, TFloat32.class, -1, -1))));
    return new HalvedBatch(new CheckedNetwork(network));
  }

  /**
   * Refuses a model that is no encoder of texts, or one of another width.
   *
   * @param name what it is taken for
   * @param width of a token's vector
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG saying what it is
   */
  public static void require(String name, int width, TensorModel model) {
    List<Long> any = List.of(-1L, -1L);
    model.require(
        name,
        List.of(new TensorSpec(IDS, DType.I32, any), new TensorSpec(VISIBLE, DType.F32, any)),
        List.of(new TensorSpec(VECTORS, DType.F32, List.of(-1L, -1L, (long) width))));
  }

  /** Embeds texts, filled up to the length of the longest: see {@link #encode(List, int)}. */
  public TextEmbeddings encode(List<int[]> texts) {
    return encode(texts, texts.stream().mapToInt(text -> text.length).max().orElse(0));
  }

  /**
   * Embeds texts.
   *
   * @param texts token ids of each text
   * @param length to which texts are filled up, tokens
   * @throws io.kinolake.schemas.failure.KinolakeException INTERNAL if there is no text, a longer
   *     one or an id beyond the vocabulary; NOT_FINITE if the result holds NaN or infinity
   */
  public TextEmbeddings encode(List<int[]> texts, int length) {
    TokenBatch batch = TokenBatch.of(texts, length, tokens);
    return new TextEmbeddings(
        model
            .run(Map.of(IDS, batch.ids(), VISIBLE, batch.visible()), List.of(VECTORS))
            .get(VECTORS),
        batch.visible());
  }

  @Override
  public void close() {
    model.close();
  }
}
