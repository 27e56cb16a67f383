package io.kinolake.models.networks.stepllm;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.AlibiSlopes;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Positions;
import io.kinolake.models.weights.WeightLayout;
import io.kinolake.models.weights.WeightSource;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The graph of Step-Video's language model: causal attention in groups, with a bias that falls with
 * the square root of the distance, and no norm at the end. What fills up a text is not hidden from
 * it; being causal, the model does not show it to the text's own tokens either.
 */
public final class StepLlmNetwork {
  /** The token that fills up texts. */
  public static final int PADDING = 2;

  /** Added to scores of later keys, as in training. */
  private static final float LATER = -65504;

  private StepLlmNetwork() {}

  /**
   * An encoder with these parameters; the weights may be closed afterwards.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not the model's, naming every
   *     difference
   */
  public static TextEncoder load(
      NetworkOptions options, StepLlmConfig config, WeightSource weights) {
    return over(config, network(options, config, weights));
  }

  /**
   * An encoder over such a network, wherever it runs.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public static TextEncoder over(StepLlmConfig config, TensorModel model) {
    TextEncoder.require("Step-Video's language model", config.width(), model);
    return TextEncoder.over(
        new TextEncoder.Tokens(config.vocabulary(), Integer.MAX_VALUE, PADDING), model);
  }

  /** The network alone, as {@link TextEncoder#network} says. */
  public static TensorModel network(
      NetworkOptions options, StepLlmConfig config, WeightSource weights) {
    return TextEncoder.network(
        options,
        weights,
        WeightLayout.plain(name -> false),
        (scope, ids, visible) -> encode(scope, config, ids));
  }

  /**
   * What the model makes of each token. Shows {@code embeddings}, {@code alibi_bias} and, of every
   * block N, {@code layerN.attention_norm}, {@code layerN.wqkv}, {@code layerN.ffn_norm}, {@code
   * layerN.ffn_w1} and {@code layerN}.
   *
   * @param scope the whole model's scope
   * @param ids [batch, tokens]
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> encode(
      NetScope scope, StepLlmConfig config, Operand<TInt32> ids) {
    Ops tf = scope.tf();
    Operand<TFloat32> table =
        scope.vector("tok_embeddings.word_embeddings.weight", config.vocabulary(), config.width());
    Operand<TFloat32> hidden = scope.tap("embeddings", tf.gather(table, ids, tf.constant(0)));
    Operand<TFloat32> bias =
        scope.tap("alibi_bias", bias(tf, config.heads(), Dimensions.of(tf, ids, 1)));
    for (int i = 0; i < config.layers(); i++) {
      NetScope block = scope.at("transformer.layers", i);
      String layer = "layer" + i;
      hidden =
          scope.tap(
              layer,
              block(
                  block.with((name, value) -> scope.tap(layer + "." + name, value)),
                  config,
                  hidden,
                  bias));
    }
    return hidden;
  }

  /** {@code −slope · √(query − key)}: [1, heads, tokens, tokens]. */
  private static Operand<TFloat32> bias(Ops tf, int heads, Dimensions.Size tokens) {
    Operand<TFloat32> back =
        tf.math.neg(tf.dtypes.cast(Positions.distances(tf, tokens), TFloat32.class));
    Operand<TFloat32> root = tf.math.sqrt(tf.math.maximum(back, tf.constant(0f)));
    Operand<TFloat32> slopes =
        Dimensions.reshape(tf, tf.constant(AlibiSlopes.of(heads)), 1, heads, 1, 1);
    return tf.select(
        tf.math.less(back, tf.constant(0f)),
        tf.constant(LATER),
        tf.math.neg(tf.math.mul(slopes, root)));
  }

  private static Operand<TFloat32> block(
      NetScope scope, StepLlmConfig config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    Ops tf = scope.tf();
    Operand<TFloat32> normed =
        scope.tap("attention_norm", norm(scope.at("attention_norm"), config, x));
    Operand<TFloat32> attended =
        tf.math.add(x, attention(scope.at("attention"), config, normed, bias));
    Operand<TFloat32> again = scope.tap("ffn_norm", norm(scope.at("ffn_norm"), config, attended));
    return tf.math.add(attended, feedForward(scope.at("feed_forward"), config, again));
  }

  private static Operand<TFloat32> attention(
      NetScope scope, StepLlmConfig config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    Ops tf = scope.tf();
    int width = config.width();
    int size = config.headSize();
    int shared = 2 * size * config.groups();
    Operand<TFloat32> projected =
        scope.tap("wqkv", Linear.unbiased(scope.at("wqkv"), x, width, width + shared));
    List<Operand<TFloat32>> parts = split(tf, projected, width, shared);
    Operand<TFloat32> q = Attention.split(tf, parts.get(0), config.heads());
    Operand<TFloat32> pairs = Attention.split(tf, parts.get(1), config.groups());
    List<Operand<TFloat32>> keysAndValues = split(tf, pairs, size, size);
    Operand<TFloat32> attended =
        Attention.attendInGroups(
            scope,
            tf.math.mul(q, tf.constant((float) (1 / Math.sqrt(size)))),
            List.of(
                new Attention.Seen(keysAndValues.get(0), keysAndValues.get(1), Optional.of(bias))));
    return Linear.unbiased(scope.at("wo"), Attention.merge(tf, attended), width, width);
  }

  /** {@code w2(silu(first half of w1 x) · second half)}. */
  private static Operand<TFloat32> feedForward(
      NetScope scope, StepLlmConfig config, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    int inner = config.inner();
    Operand<TFloat32> both =
        scope.tap("ffn_w1", Linear.unbiased(scope.at("w1"), x, config.width(), 2L * inner));
    List<Operand<TFloat32>> halves = split(tf, both, inner, inner);
    Operand<TFloat32> gated = tf.math.mul(Activations.silu(tf, halves.get(0)), halves.get(1));
    return Linear.unbiased(scope.at("w2"), gated, inner, config.width());
  }

  private static Operand<TFloat32> norm(NetScope scope, StepLlmConfig config, Operand<TFloat32> x) {
    return Norms.rms(scope, x, config.width(), config.epsilon());
  }

  /** The last axis in two parts. */
  private static List<Operand<TFloat32>> split(Ops tf, Operand<TFloat32> x, int first, int second) {
    return List.copyOf(
        tf.splitV(x, tf.constant(new int[] {first, second}), tf.constant(-1), 2L).output());
  }
}
