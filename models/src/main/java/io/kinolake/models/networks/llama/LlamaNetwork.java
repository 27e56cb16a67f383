package io.kinolake.models.networks.llama;

import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Attention.Seen;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.RotaryHalves;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The graph of LLaMA. */
public final class LlamaNetwork {
  private LlamaNetwork() {}

  /** What the tokens of a run may attend to, block by block. */
  @FunctionalInterface
  public interface Memory {
    /**
     * Everything that block {@code layer} sees.
     *
     * @param keys of the run's own tokens, [batch, groups, tokens, size], turned to their positions
     * @param values of the run's own tokens, likewise
     */
    List<Seen> recall(int layer, Operand<TFloat32> keys, Operand<TFloat32> values);
  }

  /** Vectors of tokens: [batch, tokens] → [batch, tokens, width]. */
  public static Operand<TFloat32> embed(NetScope scope, LlamaConfig config, Operand<TInt32> ids) {
    Operand<TFloat32> table =
        scope.vector("model.embed_tokens.weight", config.vocabulary(), config.width());
    return scope.tf().gather(table, ids, scope.tf().constant(0));
  }

  /**
   * All blocks, without the last norm. Shows {@code hidden_statesN}, what block N is given.
   *
   * @param scope the whole model's scope
   * @param x [batch, tokens, width]
   * @param positions [batch, tokens] or [1, tokens]
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> run(
      NetScope scope,
      LlamaConfig config,
      Operand<TFloat32> x,
      Operand<TInt32> positions,
      Memory memory) {
    RotaryHalves rotary =
        RotaryHalves.of(scope.tf(), positions, config.headSize(), config.rotaryBase());
    Operand<TFloat32> hidden = x;
    for (int i = 0; i < config.layers(); i++) {
      int layer = i;
      scope.tap("hidden_states" + i, hidden);
      hidden =
          block(
              scope.at("model.layers", i),
              config,
              hidden,
              rotary,
              (keys, values) -> memory.recall(layer, keys, values));
    }
    return hidden;
  }

  /** The last norm; shows it as the last of {@code hidden_states}. */
  public static Operand<TFloat32> norm(NetScope scope, LlamaConfig config, Operand<TFloat32> x) {
    return scope.tap(
        "hidden_states" + config.layers(),
        Norms.rms(scope.at("model.norm"), x, config.width(), config.epsilon()));
  }

  /** Scores of every token as the next one: [..., width], after the last norm → [..., ids]. */
  public static Operand<TFloat32> logits(NetScope scope, LlamaConfig config, Operand<TFloat32> x) {
    return Linear.unbiased(scope.at("lm_head"), x, config.width(), config.vocabulary());
  }

  private interface Recall {
    List<Seen> with(Operand<TFloat32> keys, Operand<TFloat32> values);
  }

  private static Operand<TFloat32> block(
      NetScope scope, LlamaConfig config, Operand<TFloat32> x, RotaryHalves rotary, Recall recall) {
    Ops tf = scope.tf();
    Operand<TFloat32> normed =
        Norms.rms(scope.at("input_layernorm"), x, config.width(), config.epsilon());
    Operand<TFloat32> attended =
        tf.math.add(x, attention(scope.at("self_attn"), config, normed, rotary, recall));
    Operand<TFloat32> again =
        Norms.rms(scope.at("post_attention_layernorm"), attended, config.width(), config.epsilon());
    return tf.math.add(attended, gated(scope.at("mlp"), config, again));
  }

  private static Operand<TFloat32> attention(
      NetScope scope, LlamaConfig config, Operand<TFloat32> x, RotaryHalves rotary, Recall recall) {
    Ops tf = scope.tf();
    Operand<TFloat32> q = rotary.rotate(tf, heads(scope.at("q_proj"), config, x, config.heads()));
    Operand<TFloat32> k = rotary.rotate(tf, heads(scope.at("k_proj"), config, x, config.groups()));
    Operand<TFloat32> v = heads(scope.at("v_proj"), config, x, config.groups());
    Operand<TFloat32> scaled =
        tf.math.mul(q, tf.constant((float) (1 / Math.sqrt(config.headSize()))));
    Operand<TFloat32> attended = Attention.attendInGroups(scope, scaled, recall.with(k, v));
    return Linear.unbiased(
        scope.at("o_proj"), Attention.merge(tf, attended), config.width(), config.width());
  }

  private static Operand<TFloat32> heads(
      NetScope scope, LlamaConfig config, Operand<TFloat32> x, int heads) {
    long out = (long) heads * config.headSize();
    return Attention.split(scope.tf(), Linear.unbiased(scope, x, config.width(), out), heads);
  }

  /** {@code down(silu(gate x) · up x)}. */
  private static Operand<TFloat32> gated(NetScope scope, LlamaConfig config, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> gate =
        Linear.unbiased(scope.at("gate_proj"), x, config.width(), config.inner());
    Operand<TFloat32> up = Linear.unbiased(scope.at("up_proj"), x, config.width(), config.inner());
    return Linear.unbiased(
        scope.at("down_proj"),
        tf.math.mul(Activations.silu(tf, gate), up),
        config.inner(),
        config.width());
  }
}
