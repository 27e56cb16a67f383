package io.kinolake.models.networks.stdit;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
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
 * A block of the STDiT: attention within frames, along time and to the text, then an MLP. Each is a
 * branch that depends on its operands only, so that it may stand in a graph of its own.
 */
public final class StditBlock {
  private StditBlock() {}

  /**
   * The texts that a block attends to.
   *
   * @param tokens [batch, keys, width]
   * @param bias {@link Attention#MASKED} where a token is padding: [batch, 1, 1, keys]
   */
  public record Text(Operand<TFloat32> tokens, Operand<TFloat32> bias) {}

  /**
   * What steers a block; each [batch, 1, width].
   *
   * @param shiftAttention added to the tokens before attention within frames
   * @param scaleAttention one less than the factor of the tokens before attention within frames
   * @param gateAttention factor of what attention within frames and along time gives
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
   * The whole block.
   *
   * @param x [batch, frames · patches, width]
   * @param time embedded steps: [batch, 6 · width]
   * @param framePositions added along time within the branch, in the first block only: [1, frames,
   *     width]
   */
  public static Operand<TFloat32> run(
      NetScope scope,
      StditConfig config,
      int frames,
      Operand<TFloat32> x,
      Operand<TFloat32> time,
      Text text,
      Optional<Operand<TFloat32>> framePositions) {
    Ops tf = scope.tf();
    Steering steering = steering(scope, config, time);
    Operand<TFloat32> afterSpace =
        gated(tf, x, withinFrames(scope, config, frames, x, steering), steering.gateAttention());
    Operand<TFloat32> afterTime =
        gated(
            tf,
            afterSpace,
            alongTime(scope, config, frames, afterSpace, framePositions),
            steering.gateAttention());
    Operand<TFloat32> afterText =
        tf.math.add(
            afterTime, scope.tap("cross_attn", crossAttention(scope, config, afterTime, text)));
    Operand<TFloat32> thought = scope.tap("mlp", mlp(scope, config, afterText, steering));
    return gated(tf, afterText, thought, steering.gateMlp());
  }

  /** A block's steering: its own table added to the embedded step. */
  public static Steering steering(NetScope scope, StditConfig config, Operand<TFloat32> time) {
    List<Operand<TFloat32>> rows =
        Modulation.rows(scope.tf(), scope.vector("scale_shift_table", 6, config.width()), time);
    return new Steering(
        rows.get(0), rows.get(1), rows.get(2), rows.get(3), rows.get(4), rows.get(5));
  }

  /** {@code x + gate · branch}. */
  public static Operand<TFloat32> gated(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> branch, Operand<TFloat32> gate) {
    return tf.math.add(x, tf.math.mul(branch, gate));
  }

  /** What each token finds in its own frame: as {@code x}. */
  public static Operand<TFloat32> withinFrames(
      NetScope scope, StditConfig config, int frames, Operand<TFloat32> x, Steering steering) {
    Ops tf = scope.tf();
    Operand<TFloat32> steered =
        Modulation.apply(
            tf,
            Norms.layer(tf, x, StditConfig.EPSILON),
            steering.shiftAttention(),
            steering.scaleAttention());
    long patches = x.shape().get(1) / frames;
    Operand<TFloat32> pictures = Dimensions.reshape(tf, steered, -1, patches, config.width());
    Operand<TFloat32> found = scope.tap("attn", selfAttention(scope.at("attn"), config, pictures));
    return Dimensions.reshape(tf, found, -1, x.shape().get(1), config.width());
  }

  /** What each token finds at its own place in all frames: as {@code x}. */
  public static Operand<TFloat32> alongTime(
      NetScope scope,
      StditConfig config,
      int frames,
      Operand<TFloat32> x,
      Optional<Operand<TFloat32>> framePositions) {
    Ops tf = scope.tf();
    long patches = x.shape().get(1) / frames;
    Operand<TFloat32> placesFirst =
        Dimensions.reshape(
            tf,
            Dimensions.transpose(
                tf, Dimensions.reshape(tf, x, -1, frames, patches, config.width()), 0, 2, 1, 3),
            -1,
            frames,
            config.width());
    Operand<TFloat32> placed =
        framePositions.isPresent() ? tf.math.add(placesFirst, framePositions.get()) : placesFirst;
    Operand<TFloat32> found =
        scope.tap("attn_temp", selfAttention(scope.at("attn_temp"), config, placed));
    return Dimensions.reshape(
        tf,
        Dimensions.transpose(
            tf, Dimensions.reshape(tf, found, -1, patches, frames, config.width()), 0, 2, 1, 3),
        -1,
        x.shape().get(1),
        config.width());
  }

  /** What each token finds in the text: as {@code x}. */
  public static Operand<TFloat32> crossAttention(
      NetScope scope, StditConfig config, Operand<TFloat32> x, Text text) {
    NetScope cross = scope.at("cross_attn");
    long width = config.width();
    Operand<TFloat32> query = Linear.biased(cross.at("q_linear"), x, width, width);
    Operand<TFloat32> packed =
        Linear.biased(cross.at("kv_linear"), text.tokens(), width, 2 * width);
    List<Operand<TFloat32>> parts = parts(scope.tf(), packed, config, 2);
    return attended(
        cross,
        config,
        Attention.split(scope.tf(), query, config.heads()),
        parts.get(0),
        parts.get(1),
        Optional.of(text.bias()));
  }

  /** What the MLP makes of each token: as {@code x}. */
  public static Operand<TFloat32> mlp(
      NetScope scope, StditConfig config, Operand<TFloat32> x, Steering steering) {
    Ops tf = scope.tf();
    Operand<TFloat32> steered =
        Modulation.apply(
            tf, Norms.layer(tf, x, StditConfig.EPSILON), steering.shiftMlp(), steering.scaleMlp());
    return perceptron(scope.at("mlp"), steered, config.width(), config.inner(), config.width());
  }

  /** Two linear layers with an activation between them. */
  static Operand<TFloat32> perceptron(
      NetScope scope, Operand<TFloat32> x, long in, long inner, long out) {
    Operand<TFloat32> hidden =
        Activations.geluTanh(scope.tf(), Linear.biased(scope.at("fc1"), x, in, inner));
    return Linear.biased(scope.at("fc2"), hidden, inner, out);
  }

  private static Operand<TFloat32> selfAttention(
      NetScope attention, StditConfig config, Operand<TFloat32> x) {
    long width = config.width();
    Operand<TFloat32> packed = Linear.biased(attention.at("qkv"), x, width, 3 * width);
    List<Operand<TFloat32>> parts = parts(attention.tf(), packed, config, 3);
    return attended(attention, config, parts.get(0), parts.get(1), parts.get(2), Optional.empty());
  }

  private static List<Operand<TFloat32>> parts(
      Ops tf, Operand<TFloat32> packed, StditConfig config, int count) {
    return tf.split(tf.constant(2), packed, (long) count).output().stream()
        .map(part -> Attention.split(tf, part, config.heads()))
        .toList();
  }

  private static Operand<TFloat32> attended(
      NetScope attention,
      StditConfig config,
      Operand<TFloat32> q,
      Operand<TFloat32> k,
      Operand<TFloat32> v,
      Optional<Operand<TFloat32>> bias) {
    float scale = (float) (1 / Math.sqrt((double) config.width() / config.heads()));
    Operand<TFloat32> found = AttentionGradient.attend(attention, q, k, v, scale, bias);
    return Linear.biased(
        attention.at("proj"),
        Attention.merge(attention.tf(), found),
        config.width(),
        config.width());
  }
}
