package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Products;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Scaled dot-product attention and the shapes around it (Vaswani et al., 2017). */
public final class Attention {
  /** Added to scores of pairs that may not attend; finite, so that a row of them stays finite. */
  public static final float MASKED = -1e30f;

  private Attention() {}

  /**
   * {@code softmax(scale · q kᵀ + bias) v}.
   *
   * @param q [batch, heads, queries, size]
   * @param k [batch, heads, keys, size]
   * @param v [batch, heads, keys, size]
   * @param bias broadcast to [batch, heads, queries, keys]; {@link #MASKED} where a key is not seen
   * @return [batch, heads, queries, size]
   */
  public static Operand<TFloat32> attend(
      NetScope scope,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      float scale,
      Optional<Operand<TFloat32>> bias) {
    Ops tf = scope.tf();
    Operand<TFloat32> scaled = scale == 1 ? q : tf.math.mul(q, tf.constant(scale));
    Operand<TFloat32> scores = Products.batched(scope, scaled, false, k, true);
    Operand<TFloat32> biased = bias.isPresent() ? tf.math.add(scores, bias.get()) : scores;
    return Products.batched(scope, tf.nn.softmax(biased), false, v, false);
  }

  /**
   * Keys and values that queries see.
   *
   * @param keys [batch, groups, keys, size]
   * @param values [batch, groups, keys, size]
   * @param bias broadcast to [batch, heads, queries, keys]; absent where every key is seen alike
   */
  public record Seen(
      Operand<TFloat32> keys, Operand<TFloat32> values, Optional<Operand<TFloat32>> bias) {}

  /**
   * {@code softmax(q kᵀ + bias) v} where several heads share keys and values (Ainslie et al.,
   * 2023): head h has those of group {@code h / (heads / groups)}. Queries are folded, so that
   * nothing is repeated. Keys may come in several parts, which are not put together either.
   *
   * @param q [batch, heads, queries, size], scaled
   * @return [batch, heads, queries, size]
   */
  public static Operand<TFloat32> attendInGroups(
      NetScope scope, Operand<TFloat32> q, List<Seen> parts) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> scores = new ArrayList<>();
    for (Seen part : parts) {
      Operand<TFloat32> plain =
          unfold(
              tf, Products.batched(scope, fold(tf, q, part.keys()), false, part.keys(), true), q);
      scores.add(part.bias().isPresent() ? tf.math.add(plain, part.bias().get()) : plain);
    }
    if (parts.size() == 1) {
      return weighted(scope, tf.nn.softmax(scores.get(0)), parts.get(0));
    }
    Operand<TFloat32> weights = tf.nn.softmax(tf.concat(scores, tf.constant(-1)));
    List<Operand<TInt32>> sizes = new ArrayList<>();
    parts.forEach(part -> sizes.add(Dimensions.scalar(tf, Dimensions.of(tf, part.keys(), 2))));
    List<Output<TFloat32>> split =
        tf.splitV(weights, tf.stack(sizes), tf.constant(-1), (long) parts.size()).output();
    Operand<TFloat32> sum = weighted(scope, split.get(0), parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      sum = tf.math.add(sum, weighted(scope, split.get(i), parts.get(i)));
    }
    return sum;
  }

  private static Operand<TFloat32> weighted(NetScope scope, Operand<TFloat32> weights, Seen part) {
    Ops tf = scope.tf();
    Operand<TFloat32> folded = fold(tf, weights, part.keys());
    return unfold(tf, Products.batched(scope, folded, false, part.values(), false), weights);
  }

  /** [batch, heads, queries, x] → [batch, groups, heads / groups · queries, x]. */
  private static Operand<TFloat32> fold(Ops tf, Operand<TFloat32> x, Operand<TFloat32> like) {
    return x.shape().get(1) == like.shape().get(1)
        ? x
        : Dimensions.reshape(
            tf,
            x,
            Dimensions.of(tf, x, 0),
            Dimensions.of(tf, like, 1),
            Dimensions.of(-1),
            Dimensions.of(tf, x, 3));
  }

  /** The inverse of {@link #fold}: heads and queries as those of {@code like}. */
  private static Operand<TFloat32> unfold(Ops tf, Operand<TFloat32> x, Operand<TFloat32> like) {
    return x.shape().get(1) == like.shape().get(1)
        ? x
        : Dimensions.reshape(
            tf,
            x,
            Dimensions.of(tf, like, 0),
            Dimensions.of(tf, like, 1),
            Dimensions.of(tf, like, 2),
            Dimensions.of(tf, x, 3));
  }

  /** [batch, tokens, heads · size] → [batch, heads, tokens, size]. */
  public static Operand<TFloat32> split(Ops tf, Operand<TFloat32> x, long heads) {
    long width = x.shape().get(2);
    return Dimensions.transpose(
        tf, Dimensions.reshapeLast(tf, x, x, heads, width / heads), 0, 2, 1, 3);
  }

  /** [batch, heads, tokens, size] → [batch, tokens, heads · size]. */
  public static Operand<TFloat32> merge(Ops tf, Operand<TFloat32> x) {
    long width = x.shape().get(1) * x.shape().get(3);
    Operand<TFloat32> tokensFirst = Dimensions.transpose(tf, x, 0, 2, 1, 3);
    return Dimensions.reshape(
        tf, tokensFirst, Dimensions.of(tf, x, 0), Dimensions.of(tf, x, 2), Dimensions.of(width));
  }

  /**
   * A bias that hides keys.
   *
   * @param visible [batch, keys], one where a key may be seen, else zero
   * @return [batch, 1, 1, keys]
   */
  public static Operand<TFloat32> keyBias(Ops tf, Operand<TFloat32> visible) {
    Operand<TFloat32> hidden = tf.math.sub(tf.constant(1f), visible);
    return tf.expandDims(
        tf.expandDims(tf.math.mul(hidden, tf.constant(MASKED)), tf.constant(1)), tf.constant(1));
  }

  /** A bias [tokens, tokens] that hides later keys from every query, for any number of tokens. */
  public static Operand<TFloat32> causalBias(Ops tf, Dimensions.Size tokens) {
    Operand<TInt32> distances = Positions.distances(tf, tokens);
    return tf.select(
        tf.math.greater(distances, tf.constant(0)), tf.constant(MASKED), tf.constant(0f));
  }

  /** A bias [tokens, tokens] that hides later keys from every query. */
  public static Operand<TFloat32> causalBias(Ops tf, int tokens) {
    float[][] bias = new float[tokens][tokens];
    for (int query = 0; query < tokens; query++) {
      for (int key = query + 1; key < tokens; key++) {
        bias[query][key] = MASKED;
      }
    }
    return tf.constant(bias);
  }
}
