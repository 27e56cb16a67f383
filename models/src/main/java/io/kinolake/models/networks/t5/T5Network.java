package io.kinolake.models.networks.t5;

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
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of the T5 encoder: attention without scale or position, but a bias by distance. */
public final class T5Network {
  /** The token that fills up texts. */
  public static final int PADDING = 0;

  private T5Network() {}

  /**
   * An encoder with these parameters; the weights may be closed afterwards.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if they are not T5's, naming every
   *     difference
   */
  public static TextEncoder load(NetworkOptions options, T5Config config, WeightSource weights) {
    return over(config, network(options, config, weights));
  }

  /**
   * An encoder over such a network, wherever it runs.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it is another model
   */
  public static TextEncoder over(T5Config config, TensorModel model) {
    TextEncoder.require("T5's encoder", config.width(), model);
    return TextEncoder.over(
        new TextEncoder.Tokens(config.vocabulary(), Integer.MAX_VALUE, PADDING), model);
  }

  /** The network alone, as {@link TextEncoder#network} says. */
  public static TensorModel network(NetworkOptions options, T5Config config, WeightSource weights) {
    return TextEncoder.network(
        options,
        weights,
        T5Layout.of(weights),
        (scope, ids, visible) -> encode(scope, config, ids, visible));
  }

  /**
   * What the encoder makes of each token. Shows {@code embed}, {@code position_bias} and, of every
   * block N, {@code blockN.selfattn_sublayer}, {@code blockN.ff_sublayer} and {@code blockN}.
   *
   * @param scope the whole model's scope
   * @param ids [batch, tokens]
   * @param visible [batch, tokens], one where a token may be seen, else zero
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> encode(
      NetScope scope, T5Config config, Operand<TInt32> ids, Operand<TFloat32> visible) {
    Ops tf = scope.tf();
    Operand<TFloat32> table = scope.vector(T5Layout.TABLE, config.vocabulary(), config.width());
    Operand<TFloat32> hidden = scope.tap("embed", tf.gather(table, ids, tf.constant(0)));
    NetScope encoder = scope.at("encoder");
    Operand<TFloat32> distances =
        scope.tap(
            "position_bias",
            distanceBias(
                encoder.at("block.0.layer.0.SelfAttention"), config, Dimensions.of(tf, ids, 1)));
    Operand<TFloat32> bias = tf.math.add(distances, Attention.keyBias(tf, visible));
    for (int i = 0; i < config.layers(); i++) {
      hidden = scope.tap("block" + i, block(encoder.at("block", i), i, config, hidden, bias));
    }
    return Norms.rms(encoder.at("final_layer_norm"), hidden, config.width(), config.epsilon());
  }

  /** [1, heads, tokens, tokens]. */
  private static Operand<TFloat32> distanceBias(
      NetScope scope, T5Config config, Dimensions.Size tokens) {
    Ops tf = scope.tf();
    DistanceBuckets buckets = config.buckets();
    Operand<TFloat32> byClass =
        scope.vector("relative_attention_bias.weight", buckets.count(), config.heads());
    Operand<TFloat32> byDistance =
        Dimensions.transpose(
            tf, tf.gather(byClass, tf.constant(buckets.table()), tf.constant(0)), 1, 0);
    Operand<TInt32> farthest = tf.constant(buckets.farthest());
    Operand<TInt32> distance =
        tf.clipByValue(Positions.distances(tf, tokens), tf.math.neg(farthest), farthest);
    Operand<TFloat32> bias = tf.gather(byDistance, tf.math.add(distance, farthest), tf.constant(1));
    return tf.expandDims(bias, tf.constant(0));
  }

  private static Operand<TFloat32> block(
      NetScope scope, int number, T5Config config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    Ops tf = scope.tf();
    int width = config.width();
    NetScope first = scope.at("layer.0");
    Operand<TFloat32> normed = Norms.rms(first.at("layer_norm"), x, width, config.epsilon());
    Operand<TFloat32> attended =
        scope.tap(
            "block%d.selfattn_sublayer".formatted(number),
            tf.math.add(x, attention(first.at("SelfAttention"), config, normed, bias)));
    NetScope second = scope.at("layer.1");
    Operand<TFloat32> again = Norms.rms(second.at("layer_norm"), attended, width, config.epsilon());
    return scope.tap(
        "block%d.ff_sublayer".formatted(number),
        tf.math.add(attended, gated(second.at("DenseReluDense"), config, again)));
  }

  private static Operand<TFloat32> attention(
      NetScope scope, T5Config config, Operand<TFloat32> x, Operand<TFloat32> bias) {
    Ops tf = scope.tf();
    int inner = config.heads() * config.headSize();
    Operand<TFloat32> attended =
        Attention.attend(
            scope,
            Attention.split(tf, project(scope, "q", x, config.width(), inner), config.heads()),
            Attention.split(tf, project(scope, "k", x, config.width(), inner), config.heads()),
            Attention.split(tf, project(scope, "v", x, config.width(), inner), config.heads()),
            1,
            Optional.of(bias));
    return project(scope, "o", Attention.merge(tf, attended), inner, config.width());
  }

  /** {@code wo(gelu(wi_0 x) · wi_1 x)}. */
  private static Operand<TFloat32> gated(NetScope scope, T5Config config, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> gate =
        Activations.geluTanh(tf, project(scope, "wi_0", x, config.width(), config.inner()));
    Operand<TFloat32> value = project(scope, "wi_1", x, config.width(), config.inner());
    return project(scope, "wo", tf.math.mul(gate, value), config.inner(), config.width());
  }

  private static Operand<TFloat32> project(
      NetScope scope, String name, Operand<TFloat32> x, int in, int out) {
    return Linear.unbiased(scope.at(name), x, in, out);
  }
}
