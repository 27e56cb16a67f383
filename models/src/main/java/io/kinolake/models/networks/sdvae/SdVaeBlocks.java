package io.kinolake.models.networks.sdvae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Convolutions;
import io.kinolake.models.nn.GroupNorm;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.PiecewiseAttention;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What encoder and decoder share. Pictures are [batch, height, width, channels]. */
record SdVaeBlocks(GroupNorm norm) {
  /** A picture of 1024 × 576 has 9216 tokens; the scores of a piece of them take 43 MB. */
  private static final PiecewiseAttention ATTENTION = new PiecewiseAttention(8, false);

  Operand<TFloat32> residual(NetScope scope, Operand<TFloat32> x, long out) {
    Ops tf = scope.tf();
    long in = x.shape().get(3);
    Operand<TFloat32> hidden =
        Convolutions.same(scope.at("conv1"), norm.silu(scope.at("norm1"), x), in, out, 3);
    Operand<TFloat32> change =
        Convolutions.same(scope.at("conv2"), norm.silu(scope.at("norm2"), hidden), out, out, 3);
    Operand<TFloat32> kept =
        in == out ? x : Convolutions.same(scope.at("conv_shortcut"), x, in, out, 1);
    return tf.math.add(kept, change);
  }

  /** The blocks at the smallest size: a residual one, attention with one head, a residual one. */
  Operand<TFloat32> middle(NetScope scope, Operand<TFloat32> x) {
    long width = x.shape().get(3);
    Operand<TFloat32> first = residual(scope.at("resnets", 0), x, width);
    Operand<TFloat32> attended =
        scope.tap("mid_attn", attention(scope.at("attentions", 0), first, width));
    return scope.tap("mid", residual(scope.at("resnets", 1), attended, width));
  }

  private Operand<TFloat32> attention(NetScope scope, Operand<TFloat32> x, long width) {
    Ops tf = scope.tf();
    Operand<TFloat32> normed = norm.apply(scope.at("group_norm"), x);
    Dimensions.Size pixels = Dimensions.times(tf, Dimensions.of(tf, x, 1), Dimensions.of(tf, x, 2));
    Operand<TFloat32> tokens =
        Dimensions.reshape(tf, normed, Dimensions.of(-1), pixels, Dimensions.of(width));
    Operand<TFloat32> attended =
        ATTENTION.attend(
            scope,
            Linear.biased(scope.at("to_q"), tokens, width, width),
            Linear.biased(scope.at("to_k"), tokens, width, width),
            Linear.biased(scope.at("to_v"), tokens, width, width));
    Operand<TFloat32> change = Linear.biased(scope.at("to_out", 0), attended, width, width);
    return tf.math.add(
        x,
        Dimensions.reshape(
            tf,
            change,
            Dimensions.of(-1),
            Dimensions.of(tf, x, 1),
            Dimensions.of(tf, x, 2),
            Dimensions.of(width)));
  }
}
