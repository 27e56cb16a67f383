package io.kinolake.models.networks.clip;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * CLIP's transformer: blocks that normalise before attention and before the MLP. Parameters have
 * the names of the published models ({@code resblocks.N.attn.in_proj_weight}, …).
 */
public final class ClipBlocks {
  private ClipBlocks() {}

  /**
   * The first {@code count} blocks, one after another.
   *
   * @param scope scope of the transformer; block N is its part {@code resblocks.N}
   * @param x [batch, tokens, width]
   * @param inner width of the MLP
   * @param bias added to attention scores
   * @return [batch, tokens, width]; every block's output is shown as {@code blockN}
   */
  public static Operand<TFloat32> run(
      NetScope scope,
      Operand<TFloat32> x,
      int count,
      int heads,
      int inner,
      Optional<Operand<TFloat32>> bias) {
    Operand<TFloat32> hidden = x;
    for (int i = 0; i < count; i++) {
      hidden = scope.tap("block" + i, block(scope.at("resblocks", i), hidden, heads, inner, bias));
    }
    return hidden;
  }

  private static Operand<TFloat32> block(
      NetScope scope, Operand<TFloat32> x, int heads, int inner, Optional<Operand<TFloat32>> bias) {
    Ops tf = scope.tf();
    long width = x.shape().get(2);
    Operand<TFloat32> normed = Norms.layer(scope.at("ln_1"), x, width, ClipConfig.EPSILON);
    Operand<TFloat32> attended =
        tf.math.add(x, attention(scope.at("attn"), normed, width, heads, bias));
    Operand<TFloat32> again = Norms.layer(scope.at("ln_2"), attended, width, ClipConfig.EPSILON);
    return tf.math.add(attended, mlp(scope.at("mlp"), again, width, inner));
  }

  private static Operand<TFloat32> attention(
      NetScope scope,
      Operand<TFloat32> x,
      long width,
      int heads,
      Optional<Operand<TFloat32>> bias) {
    Ops tf = scope.tf();
    Operand<TFloat32> projected =
        Linear.apply(
            tf,
            x,
            scope.matrix("in_proj_weight", 3 * width, width),
            scope.vector("in_proj_bias", 3 * width));
    List<Operand<TFloat32>> parts =
        tf.split(tf.constant(2), projected, 3L).output().stream()
            .map(part -> Attention.split(tf, part, heads))
            .toList();
    float scale = (float) (1 / Math.sqrt((double) width / heads));
    Operand<TFloat32> attended =
        Attention.attend(scope, parts.get(0), parts.get(1), parts.get(2), scale, bias);
    return Linear.biased(scope.at("out_proj"), Attention.merge(tf, attended), width, width);
  }

  private static Operand<TFloat32> mlp(NetScope scope, Operand<TFloat32> x, long width, int inner) {
    Operand<TFloat32> hidden =
        Activations.quickGelu(scope.tf(), Linear.biased(scope.at("c_fc"), x, width, inner));
    return Linear.biased(scope.at("c_proj"), hidden, inner, width);
  }
}
