package io.kinolake.models.networks.bert;

import io.kinolake.models.engine.TensorModel;
import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.networks.TextEncoder;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Positions;
import io.kinolake.models.weights.WeightSource;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of BERT for texts of one segment: blocks that normalise after attention and MLP. */
public final class BertNetwork {
  /** The token that fills up texts. */
  public static final int PADDING = 0;

  private BertNetwork() {}

  /**
   * An encoder with these parameters; the weights may be closed afterwards.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not BERT's, naming every
   *     difference
   */
  public static TextEncoder load(NetworkOptions options, BertConfig config, WeightSource weights) {
    return over(config, network(options, config, weights));
  }

  /**
   * An encoder over such a network, wherever it runs.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public static TextEncoder over(BertConfig config, TensorModel model) {
    TextEncoder.require("BERT", config.width(), model);
    return TextEncoder.over(
        new TextEncoder.Tokens(config.vocabulary(), config.positions(), PADDING), model);
  }

  /** The network alone, as {@link TextEncoder#network} says. */
  public static TensorModel network(
      NetworkOptions options, BertConfig config, WeightSource weights) {
    return TextEncoder.network(
        options,
        weights,
        BertLayout.of(weights),
        (scope, ids, visible) -> encode(scope, config, ids, visible));
  }

  /**
   * What the encoder makes of each token. Shows {@code embeddings} and, of every block N, {@code
   * layerN.attention} and {@code layerN}.
   *
   * @param scope the whole model's scope
   * @param ids [batch, tokens]
   * @param visible [batch, tokens], one where a token may be seen, else zero
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> encode(
      NetScope scope, BertConfig config, Operand<TInt32> ids, Operand<TFloat32> visible) {
    Operand<TFloat32> hidden =
        scope.tap("embeddings", embeddings(scope.at("embeddings"), config, ids));
    Operand<TFloat32> bias = Attention.keyBias(scope.tf(), visible);
    NetScope encoder = scope.at("encoder");
    for (int i = 0; i < config.layers(); i++) {
      hidden = scope.tap("layer" + i, block(encoder.at("layer", i), i, config, hidden, bias));
    }
    return hidden;
  }

  /**
   * One vector for each text, made of its first token's.
   *
   * @param hidden [batch, tokens, width]
   * @return [batch, width]
   */
  public static Operand<TFloat32> pool(
      NetScope scope, BertConfig config, Operand<TFloat32> hidden) {
    Ops tf = scope.tf();
    Operand<TFloat32> first = tf.stridedSlice(hidden, Indices.all(), Indices.at(0), Indices.all());
    return tf.math.tanh(
        Linear.biased(scope.at("pooler.dense"), first, config.width(), config.width()));
  }

  private static Operand<TFloat32> embeddings(
      NetScope scope, BertConfig config, Operand<TInt32> ids) {
    Ops tf = scope.tf();
    int width = config.width();
    Operand<TFloat32> words =
        tf.gather(
            scope.vector("word_embeddings.weight", config.vocabulary(), width),
            ids,
            tf.constant(0));
    Operand<TFloat32> places =
        tf.gather(
            scope.vector("position_embeddings.weight", config.positions(), width),
            Positions.range(tf, Dimensions.of(tf, ids, 1)),
            tf.constant(0));
    Operand<TFloat32> firstType =
        tf.gather(
            scope.vector("token_type_embeddings.weight", config.types(), width),
            tf.constant(0),
            tf.constant(0));
    return norm(scope, config, tf.math.add(words, tf.math.add(places, firstType)));
  }

  private static Operand<TFloat32> block(
      NetScope scope, int number, BertConfig config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    Ops tf = scope.tf();
    NetScope attention = scope.at("attention");
    Operand<TFloat32> seen =
        Linear.biased(
            attention.at("output.dense"),
            attend(attention.at("self"), config, x, bias),
            config.width(),
            config.width());
    Operand<TFloat32> attended =
        scope.tap(
            "layer%d.attention".formatted(number),
            norm(attention.at("output"), config, tf.math.add(seen, x)));
    Operand<TFloat32> inner =
        Activations.gelu(
            tf,
            Linear.biased(
                scope.at("intermediate.dense"), attended, config.width(), config.inner()));
    Operand<TFloat32> outer =
        Linear.biased(scope.at("output.dense"), inner, config.inner(), config.width());
    return norm(scope.at("output"), config, tf.math.add(outer, attended));
  }

  private static Operand<TFloat32> attend(
      NetScope scope, BertConfig config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    float scale = (float) (1 / Math.sqrt((double) config.width() / config.heads()));
    return Attention.merge(
        scope.tf(),
        Attention.attend(
            scope,
            heads(scope.at("query"), config, x),
            heads(scope.at("key"), config, x),
            heads(scope.at("value"), config, x),
            scale,
            Optional.of(bias)));
  }

  private static Operand<TFloat32> heads(NetScope scope, BertConfig config, Operand<TFloat32> x) {
    Operand<TFloat32> projected = Linear.biased(scope, x, config.width(), config.width());
    return Attention.split(scope.tf(), projected, config.heads());
  }

  private static Operand<TFloat32> norm(NetScope scope, BertConfig config, Operand<TFloat32> x) {
    return Norms.layer(scope.at("LayerNorm"), x, config.width(), config.epsilon());
  }
}
