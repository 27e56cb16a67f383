package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.CausalConvolutions;
import io.kinolake.models.nn.Convolutions;
import io.kinolake.models.nn.FrameShapes;
import io.kinolake.models.nn.GroupNorm;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.PiecewiseAttention;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** What encoder and decoder share. */
record StepVideoVaeBlocks(GroupNorm norm) {
  /** A chunk of 992 × 544 has 42 160 tokens; the scores of a piece of them take 222 MB. */
  private static final PiecewiseAttention ATTENTION = new PiecewiseAttention(32, true);

  Operand<TFloat32> residual(NetScope scope, Operand<TFloat32> x, long out) {
    long in = x.shape().get(3);
    Operand<TFloat32> hidden = causal(scope.at("conv1"), norm.silu(scope.at("norm1"), x), out);
    Operand<TFloat32> change = causal(scope.at("conv2"), norm.silu(scope.at("norm2"), hidden), out);
    Operand<TFloat32> kept = in == out ? x : pointwise(scope.at("nin_shortcut"), x, out);
    return scope.tf().math.add(kept, change);
  }

  /** The blocks between the levels and the latent: residual, attention, residual. */
  Operand<TFloat32> middle(NetScope scope, Operand<TFloat32> x) {
    long width = x.shape().get(3);
    Operand<TFloat32> first = scope.tap("mid.block_1", residual(scope.at("block_1"), x, width));
    Operand<TFloat32> attended =
        scope.tap("mid.attn_1", attention(scope.at("attn_1"), first, width));
    return scope.tap("mid.block_2", residual(scope.at("block_2"), attended, width));
  }

  /** Nearest-neighbour interpolation to twice the size in every direction, refined. */
  Operand<TFloat32> doubled(NetScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    NetScope conv = scope.at("conv3d");
    Operand<TFloat32> large = FrameShapes.doubled(tf, Convolutions.doubled(tf, x));
    long width = large.shape().get(3);
    Operand<TFloat32> hidden = norm.silu(conv.at("norm1"), causal(conv.at("conv1"), large, width));
    Operand<TFloat32> change =
        norm.apply(conv.at("norm2"), causal(conv.at("conv2"), hidden, width));
    return tf.math.add(Activations.silu(tf, tf.math.add(change, large)), large);
  }

  /** A causal convolution, whose parameters lie in a part {@code conv}. */
  static Operand<TFloat32> causal(NetScope scope, Operand<TFloat32> x, long out) {
    return CausalConvolutions.same(scope.at("conv"), x, x.shape().get(3), out);
  }

  private static Operand<TFloat32> pointwise(NetScope scope, Operand<TFloat32> x, long out) {
    NetScope conv = scope.at("conv");
    Ops tf = scope.tf();
    long in = x.shape().get(x.shape().numDimensions() - 1);
    return Linear.apply(
        tf, x, flat(tf, conv.matrix("weight", out, in, 1, 1, 1), out), conv.vector("bias", out));
  }

  private Operand<TFloat32> attention(NetScope scope, Operand<TFloat32> x, long width) {
    Ops tf = scope.tf();
    Operand<TFloat32> tokens =
        Dimensions.reshape(tf, norm.apply(scope.at("norm"), x), 1, -1, width);
    Operand<TFloat32> attended =
        ATTENTION.attend(
            scope,
            pointwise(scope.at("q"), tokens, width),
            pointwise(scope.at("k"), tokens, width),
            pointwise(scope.at("v"), tokens, width));
    return tf.math.add(
        x,
        Dimensions.reshape(
            tf,
            pointwise(scope.at("proj_out"), attended, width),
            Dimensions.of(-1),
            Dimensions.of(tf, x, 1),
            Dimensions.of(tf, x, 2),
            Dimensions.of(width)));
  }

  private static <T extends TFloating> Operand<T> flat(Ops tf, Operand<T> kernel, long out) {
    return Dimensions.reshape(tf, kernel, out, -1);
  }
}
