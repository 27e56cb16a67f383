package io.kinolake.models.nn;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Precision;
import io.kinolake.models.graph.Products;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.IdentityN;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * Attention with a gradient of its own, for training. The result is that of {@link
 * Attention#attend}; the gradient is written out in the products that TensorFlow has fast kernels
 * for, and its softmax needs a sum over the channels of the result instead of one over all keys
 * (Dao et al., 2022, appendix B):
 *
 * <pre>
 * P = softmax(s·QKᵀ + bias), O = PV
 * dV = PᵀdO, dS = P ∘ (dO Vᵀ − rowsum(dO ∘ O)), dQ = s·dS K, dK = s·dSᵀQ
 * </pre>
 *
 * <p>TensorFlow knows own gradients by the type of an operation only, for the whole process: here
 * {@code IdentityN}, which is given the result and all that the gradient needs. Other uses of that
 * operation are passed through.
 */
public final class AttentionGradient {
  private static final String NAME = "KinolakeAttention";

  static {
    TensorFlow.registerCustomGradient(IdentityN.OP_NAME, AttentionGradient::gradient);
  }

  private AttentionGradient() {}

  /**
   * As {@link Attention#attend}, but the bias has no gradient.
   *
   * @param q [batch, heads, queries, size]
   * @param k [batch, heads, keys, size]
   * @param v [batch, heads, keys, size]
   * @param bias broadcast to [batch, heads, queries, keys]
   * @return [batch, heads, queries, size]
   */
  public static Operand<TFloat32> attend(
      NetScope scope,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      float scale,
      Optional<Operand<TFloat32>> bias) {
    return scope.parameters().precision() == Precision.BFLOAT16
        ? attend(scope.tf(), TBfloat16.class, q, k, v, scale, bias)
        : attend(scope.tf(), TFloat32.class, q, k, v, scale, bias);
  }

  private static <T extends TFloating> Operand<TFloat32> attend(
      Ops tf,
      Class<T> type,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      float scale,
      Optional<Operand<TFloat32>> bias) {
    Operand<TFloat32> factor = tf.constant(scale);
    Operand<T> queries = cast(tf, tf.math.mul(q, factor), type);
    Operand<T> keys = cast(tf, k, type);
    Operand<T> values = cast(tf, v, type);
    Operand<TFloat32> scores =
        cast(
            tf,
            Products.product(tf, tf.stopGradient(queries), false, tf.stopGradient(keys), true),
            TFloat32.class);
    Operand<TFloat32> biased = bias.isPresent() ? tf.math.add(scores, bias.get()) : scores;
    Operand<T> weights = cast(tf, tf.nn.softmax(tf.stopGradient(biased)), type);
    Operand<TFloat32> found =
        cast(
            tf,
            Products.product(tf, weights, false, tf.stopGradient(values), false),
            TFloat32.class);
    IdentityN joined =
        tf.withName(NAME)
            .identityN(List.of(tf.stopGradient(found), queries, keys, values, weights));
    return typed(joined.output().get(0), TFloat32.class);
  }

  private static List<Operand<?>> gradient(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    if (!operation.name().contains(NAME)) {
      return List.copyOf(gradients);
    }
    Operand<TFloat32> change = typed(gradients.get(0), TFloat32.class);
    return operation.input(1).type() == TBfloat16.class
        ? gradient(tf, TBfloat16.class, operation, change)
        : gradient(tf, TFloat32.class, operation, change);
  }

  private static <T extends TFloating> List<Operand<?>> gradient(
      Ops tf, Class<T> type, GraphOperation operation, Operand<TFloat32> change) {
    Operand<TFloat32> found = typed(operation.input(0), TFloat32.class);
    Operand<T> queries = typed(operation.input(1), type);
    Operand<T> keys = typed(operation.input(2), type);
    Operand<T> values = typed(operation.input(3), type);
    Operand<T> weights = typed(operation.input(4), type);
    Operand<T> narrow = cast(tf, change, type);
    Operand<TFloat32> ofWeights =
        cast(tf, Products.product(tf, narrow, false, values, true), TFloat32.class);
    Operand<TFloat32> common =
        tf.reduceSum(tf.math.mul(change, found), tf.constant(-1), ReduceSum.keepDims(true));
    Operand<T> ofScores =
        cast(
            tf,
            tf.math.mul(cast(tf, weights, TFloat32.class), tf.math.sub(ofWeights, common)),
            type);
    return List.of(
        tf.zerosLike(found),
        Products.product(tf, ofScores, false, keys, false),
        Products.product(tf, ofScores, true, queries, false),
        Products.product(tf, weights, true, narrow, false),
        tf.zerosLike(weights));
  }

  private static <T extends TFloating> Operand<T> cast(
      Ops tf, Operand<? extends TFloating> x, Class<T> type) {
    return x.type() == type ? typed(x, type) : tf.dtypes.cast(x, type);
  }

  private static <T extends TType> Operand<T> typed(Operand<?> x, Class<T> type) {
    return x.asOutput().expect(type);
  }
}
