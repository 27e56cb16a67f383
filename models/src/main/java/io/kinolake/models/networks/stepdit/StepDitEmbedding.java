package io.kinolake.models.networks.stepdit;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Activations;
import io.kinolake.models.nn.Attention;
import io.kinolake.models.nn.Linear;
import io.kinolake.models.nn.Norms;
import io.kinolake.models.nn.Patches;
import io.kinolake.models.nn.Sinusoid;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/** What stands before the blocks: latents, time and texts become what the blocks take. */
public final class StepDitEmbedding {
  private StepDitEmbedding() {}

  /**
   * A time, embedded.
   *
   * @param embedded [batch, width], for the output
   * @param steering [batch, 6·width], for the blocks
   */
  public record Time(Operand<TFloat32> embedded, Operand<TFloat32> steering) {}

  /**
   * Tokens of latents, in the order frame, row, column.
   *
   * @param latents [batch, frames, channels, height, width], all but the batch known
   * @param image latents of the image that the video shall start from, if the model takes one; of
   *     the same shape, with zeros after the first frame
   * @return [batch, tokens, width]
   */
  public static Operand<TFloat32> tokens(
      NetScope scope,
      StepDitConfig config,
      Operand<TFloat32> latents,
      Optional<Operand<TFloat32>> image) {
    Ops tf = scope.tf();
    Operand<TFloat32> all =
        image.isPresent() ? tf.concat(List.of(latents, image.get()), tf.constant(2)) : latents;
    StepDitGrid grid = StepDitGrid.of(config, latents);
    Operand<TFloat32> frames =
        Dimensions.reshape(tf, all, -1, all.shape().get(2), all.shape().get(3), all.shape().get(4));
    Operand<TFloat32> patches =
        scope.tap(
            "patch_embed",
            Patches.embedBiased(
                scope.at("pos_embed").at("proj"), frames, config.patch(), config.width()));
    return Dimensions.reshape(tf, patches, -1, grid.tokens(), config.width());
  }

  /**
   * The sinusoid of times.
   *
   * @param times [batch], as the diffusion counts them; multiplied by {@link
   *     StepDitConfig#TIME_SCALE} here
   * @return [batch, {@link StepDitConfig#SINUSOID}]
   */
  public static Operand<TFloat32> timeSinusoid(NetScope scope, Operand<TFloat32> times) {
    Ops tf = scope.tf();
    Operand<TFloat32> scaled = tf.math.mul(times, tf.constant(StepDitConfig.TIME_SCALE));
    return scope.tap("time_sinusoid", Sinusoid.embed(tf, scaled, StepDitConfig.SINUSOID));
  }

  /**
   * Embeds times.
   *
   * @param sinusoid from {@link #timeSinusoid}
   * @param motion motion scores [batch], if the model takes them
   */
  public static Time time(
      NetScope scope,
      StepDitConfig config,
      Operand<TFloat32> sinusoid,
      Optional<Operand<TFloat32>> motion) {
    Ops tf = scope.tf();
    NetScope adaln = scope.at("adaln_single");
    Operand<TFloat32> time = embedder(adaln.at("emb").at("timestep_embedder"), config, sinusoid);
    Operand<TFloat32> embedded =
        motion.isPresent() ? tf.math.add(time, motion(scope, config, motion.get())) : time;
    Operand<TFloat32> steering =
        Linear.biased(
            adaln.at("linear"), Activations.silu(tf, embedded), config.width(), 6 * config.width());
    return new Time(scope.tap("embedded_timestep", embedded), scope.tap("adaln_6dim", steering));
  }

  /**
   * The texts for cross-attention: the CLIP tokens, all of them, then the language model's.
   *
   * @param captions hidden states of the language model: [batch, length, channels]
   * @param clip hidden states of the CLIP text model: [batch, {@link StepDitConfig#CLIP_TOKENS},
   *     channels]
   * @param mask one for each of the captions' tokens that is not padding, all of them first, else
   *     zero: [batch, length]
   */
  public static StepDitBlock.Text text(
      NetScope scope,
      StepDitConfig config,
      Operand<TFloat32> captions,
      Operand<TFloat32> clip,
      Operand<TFloat32> mask) {
    Ops tf = scope.tf();
    Operand<TFloat32> normed =
        scope.tap("caption_norm", Norms.layer(tf, captions, StepDitConfig.EPSILON));
    NetScope projection = scope.at("caption_projection");
    Operand<TFloat32> hidden =
        Activations.geluTanh(
            tf,
            Linear.biased(
                projection.at("linear_1"), normed, config.captionChannels(), config.width()));
    Operand<TFloat32> words =
        scope.tap(
            "caption_projection",
            Linear.biased(projection.at("linear_2"), hidden, config.width(), config.width()));
    Operand<TFloat32> picture =
        scope.tap(
            "clip_projection",
            Linear.biased(
                scope.at("clip_projection"), clip, config.clipChannels(), config.width()));
    return new StepDitBlock.Text(
        tf.concat(List.of(picture, words), tf.constant(1)),
        Attention.keyBias(tf, visible(tf, mask, clip.shape().get(1))));
  }

  private static Operand<TFloat32> motion(
      NetScope scope, StepDitConfig config, Operand<TFloat32> scores) {
    return scope.tap(
        "motion_score_emb",
        embedder(
            scope.at("adaln_single").at("emb").at("motion_score_embedder"),
            config,
            Sinusoid.embed(scope.tf(), scores, StepDitConfig.SINUSOID)));
  }

  private static Operand<TFloat32> embedder(
      NetScope scope, StepDitConfig config, Operand<TFloat32> sinusoid) {
    Operand<TFloat32> hidden =
        Linear.biased(scope.at("linear_1"), sinusoid, StepDitConfig.SINUSOID, config.width());
    return Linear.biased(
        scope.at("linear_2"), Activations.silu(scope.tf(), hidden), config.width(), config.width());
  }

  /** The reference counts the mask's ones and shows as many tokens from the first on. */
  private static Operand<TFloat32> visible(Ops tf, Operand<TFloat32> mask, long clipTokens) {
    Operand<TFloat32> lengths = tf.reduceSum(mask, tf.constant(1), ReduceSum.keepDims(true));
    Operand<TFloat32> positions = tf.math.cumsum(tf.onesLike(mask), tf.constant(1));
    Operand<TFloat32> words = tf.dtypes.cast(tf.math.lessEqual(positions, lengths), TFloat32.class);
    Operand<TFloat32> clip =
        tf.fill(
            Dimensions.vector(tf, Dimensions.of(tf, mask, 0), Dimensions.of(clipTokens)),
            tf.constant(1f));
    return tf.concat(List.of(clip, words), tf.constant(1));
  }
}
