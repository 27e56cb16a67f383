package io.kinolake.training.model;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.networks.stdit.StditBlock;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.AttentionGradient;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Modulation;
import io.kinolake.models.nn.Norms;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a tensor-parallel rank computes of a block of the STDiT with the heads and inner channels
 * that it holds (Shoeybi et al., 2019). Its parts are to be added up with those of the others;
 * {@link #whole} then adds what all have, the last layer's bias.
 *
 * @param config sizes of the whole
 * @param ranks how many hold parts of a block
 */
record StditShare(StditConfig config, int ranks) {
  /** Epsilon of the published network's layer normalisations. */
  private static final float EPSILON = 1e-6f;

  /** What ranks hold of a block's parameter, by its name within the block. */
  static Holding holding(String parameter) {
    return switch (parameter) {
      case "attn.qkv.weight", "attn.qkv.bias", "attn_temp.qkv.weight", "attn_temp.qkv.bias" ->
          Holding.ROWS_OF_THREE;
      case "cross_attn.kv_linear.weight", "cross_attn.kv_linear.bias" -> Holding.ROWS_OF_TWO;
      case "cross_attn.q_linear.weight",
          "cross_attn.q_linear.bias",
          "mlp.fc1.weight",
          "mlp.fc1.bias" ->
          Holding.ROWS;
      case "attn.proj.weight",
          "attn_temp.proj.weight",
          "cross_attn.proj.weight",
          "mlp.fc2.weight" ->
          Holding.COLUMNS;
      default -> Holding.WHOLE;
    };
  }

  /** Tokens as a branch takes them: normed, scaled and shifted. */
  static Operand<TFloat32> steered(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> shift, Operand<TFloat32> scale) {
    return Modulation.apply(tf, Norms.layer(tf, x, EPSILON), shift, scale);
  }

  /**
   * What tokens find among each other: a part.
   *
   * @param attention scope of the attention
   * @param x [groups, tokens, width]; those of a group see each other
   */
  Operand<TFloat32> selfAttention(NetScope attention, Operand<TFloat32> x) {
    Operand<TFloat32> packed =
        Linear.biased(attention.at("qkv"), x, config.width(), 3 * held(config.width()));
    List<Operand<TFloat32>> parts = heads(attention.tf(), packed, 3);
    return attended(attention, parts.get(0), parts.get(1), parts.get(2), Optional.empty());
  }

  /**
   * What tokens find in the texts: a part.
   *
   * @param cross scope of the attention
   * @param x [batch, tokens, width]
   */
  Operand<TFloat32> crossAttention(NetScope cross, Operand<TFloat32> x, StditBlock.Text text) {
    long width = config.width();
    Operand<TFloat32> query = Linear.biased(cross.at("q_linear"), x, width, held(width));
    Operand<TFloat32> packed =
        Linear.biased(cross.at("kv_linear"), text.tokens(), width, 2 * held(width));
    List<Operand<TFloat32>> parts = heads(cross.tf(), packed, 2);
    return attended(
        cross,
        Attention.split(cross.tf(), query, held(config.heads())),
        parts.get(0),
        parts.get(1),
        Optional.of(text.bias()));
  }

  /**
   * What the inner channels make of each token: a part.
   *
   * @param mlp scope of the layers
   * @param steered [batch, tokens, width]
   */
  Operand<TFloat32> mlp(NetScope mlp, Operand<TFloat32> steered) {
    Operand<TFloat32> inner =
        Linear.biased(mlp.at("fc1"), steered, config.width(), held(config.inner()));
    return Linear.unbiased(
        mlp.at("fc2"), Activations.geluTanh(mlp.tf(), inner), held(config.inner()), config.width());
  }

  /**
   * What a branch gives.
   *
   * @param last scope of its last layer
   * @param sum of all ranks' parts
   */
  Operand<TFloat32> whole(NetScope last, Operand<TFloat32> sum) {
    return last.tf().math.add(sum, last.vector("bias", config.width()));
  }

  private long held(long channels) {
    return channels / ranks;
  }

  /** Queries, keys and values, which stand one after another: [batch, heads, tokens, size] each. */
  private List<Operand<TFloat32>> heads(Ops tf, Operand<TFloat32> packed, int count) {
    return tf.split(tf.constant(2), packed, (long) count).output().stream()
        .map(part -> Attention.split(tf, part, held(config.heads())))
        .toList();
  }

  private Operand<TFloat32> attended(
      NetScope attention,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      Optional<Operand<TFloat32>> bias) {
    float scale = (float) (1 / Math.sqrt((double) config.width() / config.heads()));
    Operand<TFloat32> found = AttentionGradient.attend(attention, q, k, v, scale, bias);
    return Linear.unbiased(
        attention.at("proj"),
        Attention.merge(attention.tf(), found),
        held(config.width()),
        config.width());
  }
}
