package io.kinolake.models.networks.stepdit;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.AttentionGradient;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Modulation;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Rotary3d;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A block of Step-Video's transformer. {@link #run} is the whole block. It is made of three
 * branches, {@link #selfAttention}, {@link #crossAttention} and {@link #mlp}, each of which gives a
 * sum over the heads or inner channels that it holds: where ranks share a block ({@link
 * StepDitConfig.Block#part}), their results are added up before they are joined to the tokens by
 * {@link #gated} or a plain addition. Where ranks share a video's tokens, self-attention is cut
 * into {@link #heads}, {@link #attend} and {@link #joined}. Every part depends on its operands
 * only, so that it may stand in a graph of its own.
 */
public final class StepDitBlock {
  private StepDitBlock() {}

  /**
   * What steers a block.
   *
   * @param shiftAttention added to the tokens before self-attention: [batch, 1, width], as all
   * @param scaleAttention one less than the factor of the tokens before self-attention
   * @param gateAttention factor of what self-attention gives
   * @param shiftMlp added to the tokens before the MLP
   * @param scaleMlp one less than the factor of the tokens before the MLP
   * @param gateMlp factor of what the MLP gives
   */
  public record Steering(
      Operand<TFloat32> shiftAttention,
      Operand<TFloat32> scaleAttention,
      Operand<TFloat32> gateAttention,
      Operand<TFloat32> shiftMlp,
      Operand<TFloat32> scaleMlp,
      Operand<TFloat32> gateMlp) {}

  /**
   * The texts that a block attends to.
   *
   * @param tokens [batch, keys, width]
   * @param bias {@link Attention#MASKED} where a token is padding: [batch, 1, 1, keys]
   */
  public record Text(Operand<TFloat32> tokens, Operand<TFloat32> bias) {}

  /**
   * What heads compare and pass on: [batch, tokens, heads, size], as all.
   *
   * @param queries what a token looks for
   * @param keys what a token is found by
   * @param values what a token tells
   */
  public record Heads(
      Operand<TFloat32> queries, Operand<TFloat32> keys, Operand<TFloat32> values) {}

  /**
   * The whole block on one rank.
   *
   * @param scope scope of the block
   * @param x [batch, tokens, width]
   * @param time [batch, 6·width], from {@link StepDitEmbedding#time}
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> run(
      NetScope scope,
      StepDitConfig.Block sizes,
      Operand<TFloat32> x,
      Operand<TFloat32> time,
      Text text,
      Rotary3d.Tables rotary) {
    Ops tf = scope.tf();
    Steering steering = steering(scope, sizes, time);
    Operand<TFloat32> attended =
        scope.tap(
            "attn1",
            selfAttention(scope, sizes, beforeAttention(scope, sizes, x, steering), rotary));
    Operand<TFloat32> afterSelf = gated(tf, x, attended, steering.gateAttention());
    Operand<TFloat32> read = scope.tap("attn2", crossAttention(scope, sizes, afterSelf, text));
    Operand<TFloat32> afterCross = tf.math.add(afterSelf, read);
    Operand<TFloat32> thought =
        scope.tap("ff", mlp(scope, sizes, beforeMlp(scope, sizes, afterCross, steering)));
    return gated(tf, afterCross, thought, steering.gateMlp());
  }

  /** A block's steering: its own table added to the embedded time. */
  public static Steering steering(
      NetScope scope, StepDitConfig.Block sizes, Operand<TFloat32> time) {
    List<Operand<TFloat32>> rows =
        Modulation.rows(scope.tf(), scope.vector("scale_shift_table", 6, sizes.width()), time);
    return new Steering(
        rows.get(0), rows.get(1), rows.get(2), rows.get(3), rows.get(4), rows.get(5));
  }

  /** {@code x + gate · branch}. */
  public static Operand<TFloat32> gated(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> branch, Operand<TFloat32> gate) {
    return tf.math.add(x, tf.math.mul(branch, gate));
  }

  /** Tokens as self-attention takes them: normed, scaled and shifted. */
  public static Operand<TFloat32> beforeAttention(
      NetScope scope, StepDitConfig.Block sizes, Operand<TFloat32> x, Steering steering) {
    return steered(
        scope.at("norm1"), sizes, x, steering.shiftAttention(), steering.scaleAttention());
  }

  /** Tokens as the MLP takes them: normed, scaled and shifted. */
  public static Operand<TFloat32> beforeMlp(
      NetScope scope, StepDitConfig.Block sizes, Operand<TFloat32> x, Steering steering) {
    return steered(scope.at("norm2"), sizes, x, steering.shiftMlp(), steering.scaleMlp());
  }

  /**
   * What the heads held here find among all tokens: a part of a sum over the heads.
   *
   * @param steered from {@link #beforeAttention}
   */
  public static Operand<TFloat32> selfAttention(
      NetScope scope,
      StepDitConfig.Block sizes,
      Operand<TFloat32> steered,
      Rotary3d.Tables rotary) {
    Operand<TFloat32> found =
        attend(scope, sizes, heads(scope, sizes, steered, rotary), Optional.empty());
    return joined(scope.at("attn1"), sizes, found);
  }

  /** What the heads of self-attention make of tokens, each turned by its position. */
  public static Heads heads(
      NetScope scope,
      StepDitConfig.Block sizes,
      Operand<TFloat32> steered,
      Rotary3d.Tables rotary) {
    Operand<TFloat32> packed =
        scope.tap(
            "attn1.wqkv",
            Linear.unbiased(
                scope.at("attn1").at("wqkv"), steered, sizes.width(), 3 * sizes.attended()));
    List<Operand<TFloat32>> parts = perHead(scope.tf(), packed, sizes, 3);
    return new Heads(
        turned(scope, sizes, parts.get(0), "q", rotary),
        turned(scope, sizes, parts.get(1), "k", rotary),
        parts.get(2));
  }

  /** What the heads held here find in the texts: a part of a sum over the heads. */
  public static Operand<TFloat32> crossAttention(
      NetScope scope, StepDitConfig.Block sizes, Operand<TFloat32> x, Text text) {
    NetScope cross = scope.at("attn2");
    Operand<TFloat32> query = Linear.unbiased(cross.at("wq"), x, sizes.width(), sizes.attended());
    Operand<TFloat32> packed =
        Linear.unbiased(cross.at("wkv"), text.tokens(), sizes.width(), 2 * sizes.attended());
    Operand<TFloat32> heads =
        Dimensions.reshapeLast(scope.tf(), query, query, sizes.heads(), sizes.headSize());
    List<Operand<TFloat32>> parts = perHead(scope.tf(), packed, sizes, 2);
    Heads compared =
        new Heads(
            normed(cross, sizes, heads, "q"),
            normed(cross, sizes, parts.get(0), "k"),
            parts.get(1));
    return joined(cross, sizes, attend(scope, sizes, compared, Optional.of(text.bias())));
  }

  /**
   * What the inner channels held here make of each token: a part of a sum over the channels.
   *
   * @param steered from {@link #beforeMlp}
   */
  public static Operand<TFloat32> mlp(
      NetScope scope, StepDitConfig.Block sizes, Operand<TFloat32> steered) {
    NetScope net = scope.at("ff").at("net");
    Operand<TFloat32> inner =
        Linear.unbiased(net.at("0").at("proj"), steered, sizes.width(), sizes.inner());
    return Linear.unbiased(
        net.at("2"), Activations.geluTanh(scope.tf(), inner), sizes.inner(), sizes.width());
  }

  /**
   * What heads find, whichever and however many they are.
   *
   * @param bias {@link Text#bias}, for texts
   * @return [batch, tokens, heads, size]
   */
  public static Operand<TFloat32> attend(
      NetScope scope, StepDitConfig.Block sizes, Heads heads, Optional<Operand<TFloat32>> bias) {
    Ops tf = scope.tf();
    return swapped(
        tf,
        AttentionGradient.attend(
            scope,
            swapped(tf, heads.queries()),
            swapped(tf, heads.keys()),
            swapped(tf, heads.values()),
            (float) (1 / Math.sqrt(sizes.headSize())),
            bias));
  }

  /**
   * What the heads held here add to the tokens.
   *
   * @param attention scope of the attention, {@code attn1} for that among tokens
   * @param found from {@link #attend}
   * @return [batch, tokens, width]: a part of a sum over the heads
   */
  public static Operand<TFloat32> joined(
      NetScope attention, StepDitConfig.Block sizes, Operand<TFloat32> found) {
    Ops tf = attention.tf();
    Operand<TFloat32> flat =
        Dimensions.reshape(
            tf,
            found,
            Dimensions.of(tf, found, 0),
            Dimensions.of(tf, found, 1),
            Dimensions.of(sizes.attended()));
    return Linear.unbiased(attention.at("wo"), flat, sizes.attended(), sizes.width());
  }

  private static Operand<TFloat32> steered(
      NetScope norm,
      StepDitConfig.Block sizes,
      Operand<TFloat32> x,
      Operand<TFloat32> shift,
      Operand<TFloat32> scale) {
    return Modulation.apply(
        norm.tf(),
        Norms.layer(norm.tf(), x, StepDitConfig.BLOCK_EPSILON),
        norm.vector("weight", sizes.width()),
        norm.vector("bias", sizes.width()),
        shift,
        scale);
  }

  /** The published projections hold a head's query, key and value side by side. */
  private static List<Operand<TFloat32>> perHead(
      Ops tf, Operand<TFloat32> packed, StepDitConfig.Block sizes, int parts) {
    Operand<TFloat32> heads =
        Dimensions.reshapeLast(tf, packed, packed, sizes.heads(), (long) parts * sizes.headSize());
    return tf.split(tf.constant(3), heads, (long) parts).output().stream()
        .map(part -> (Operand<TFloat32>) part)
        .toList();
  }

  private static Operand<TFloat32> turned(
      NetScope scope,
      StepDitConfig.Block sizes,
      Operand<TFloat32> heads,
      String name,
      Rotary3d.Tables rotary) {
    Operand<TFloat32> normed =
        scope.tap("attn1." + name + "_norm", normed(scope.at("attn1"), sizes, heads, name));
    return scope.tap(
        "attn1." + name + "_rope", Rotary3d.apply(scope.tf(), normed, sizes.rotaryParts(), rotary));
  }

  private static Operand<TFloat32> normed(
      NetScope attention, StepDitConfig.Block sizes, Operand<TFloat32> heads, String name) {
    return Norms.rms(attention.at(name + "_norm"), heads, sizes.headSize(), StepDitConfig.EPSILON);
  }

  /** Exchanges the axes of tokens and heads. */
  private static Operand<TFloat32> swapped(Ops tf, Operand<TFloat32> x) {
    return Dimensions.transpose(tf, x, 0, 2, 1, 3);
  }
}
