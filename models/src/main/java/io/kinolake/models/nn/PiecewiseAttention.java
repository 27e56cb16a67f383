package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Products;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Attention with one head over so many tokens that the scores of all pairs would not fit: the
 * queries come in pieces, one after the other, so that only one piece's scores are held.
 *
 * @param pieces how many pieces, at least 2; the scores take {@code 4·tokens²/pieces} bytes
 * @param causal whether a token sees itself and earlier ones only
 */
public record PiecewiseAttention(int pieces, boolean causal) {

  public PiecewiseAttention {
    if (pieces < 2) {
      throw new IllegalArgumentException("Attention is cut into at least 2 pieces, not " + pieces);
    }
  }

  /**
   * {@code softmax(q kᵀ / √size) v}.
   *
   * @param q [batch, tokens, size]
   * @param k [batch, tokens, size]
   * @param v [batch, tokens, size]
   * @return [batch, tokens, size]
   */
  public Operand<TFloat32> attend(
      NetScope scope, Operand<TFloat32> q, Operand<TFloat32> k, Operand<TFloat32> v) {
    Ops tf = scope.tf();
    Operand<TInt32> tokens = Dimensions.scalar(tf, Dimensions.of(tf, q, 1));
    float scale = (float) (1 / Math.sqrt((double) q.shape().get(2)));
    Operand<TFloat32> scaled = tf.math.mul(q, tf.constant(scale));
    List<Operand<TFloat32>> attended = new ArrayList<>();
    NetScope next = scope;
    for (int piece = 0; piece < pieces; piece++) {
      Operand<TInt32> from = border(tf, tokens, piece);
      Operand<TInt32> to = border(tf, tokens, piece + 1);
      Operand<TFloat32> result = piece(next, slice(next.tf(), scaled, from, to), k, v, from, to);
      attended.add(result);
      next =
          new NetScope(
              tf.withControlDependencyOps(result.asOutput().op()),
              scope.parameters(),
              scope.prefix(),
              scope.taps());
    }
    // What is known of the shape is lost where pieces are cut.
    return Dimensions.reshape(
        tf,
        tf.concat(attended, tf.constant(1)),
        Dimensions.of(tf, q, 0),
        Dimensions.of(-1),
        Dimensions.of(q.shape().get(2)));
  }

  private Operand<TFloat32> piece(
      NetScope scope,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      Operand<TInt32> from,
      Operand<TInt32> to) {
    Ops tf = scope.tf();
    if (!causal) {
      return Products.batched(
          scope, tf.nn.softmax(Products.batched(scope, q, false, k, true)), false, v, false);
    }
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> scores = Products.batched(scope, q, false, slice(tf, k, zero, to), true);
    Operand<TInt32> queries = tf.expandDims(tf.range(from, to, one), one);
    Operand<TInt32> keys = tf.expandDims(tf.range(zero, to, one), zero);
    Operand<TFloat32> seen =
        tf.select(tf.math.greater(keys, queries), tf.constant(Attention.MASKED), scores);
    return Products.batched(scope, tf.nn.softmax(seen), false, slice(tf, v, zero, to), false);
  }

  private Operand<TInt32> border(Ops tf, Operand<TInt32> tokens, int piece) {
    return tf.math.floorDiv(tf.math.mul(tokens, tf.constant(piece)), tf.constant(pieces));
  }

  private static Operand<TFloat32> slice(
      Ops tf, Operand<TFloat32> x, Operand<TInt32> from, Operand<TInt32> to) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> all = tf.constant(-1);
    return tf.slice(
        x, tf.stack(List.of(zero, from, zero)), tf.stack(List.of(all, tf.math.sub(to, from), all)));
  }
}
