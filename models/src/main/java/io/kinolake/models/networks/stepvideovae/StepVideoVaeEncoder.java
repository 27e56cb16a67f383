package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.CausalConvolutions;
import io.kinolake.models.nn.Convolutions;
import io.kinolake.models.nn.FrameShapes;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A chunk of frames to the moments of its latent. */
public final class StepVideoVaeEncoder {
  private StepVideoVaeEncoder() {}

  /**
   * The moments of a chunk's latent.
   *
   * @param scope scope of the whole model
   * @param video [frames, channels, height, width], −1 to 1; height and width are multiples of the
   *     reduction
   * @return means, then logarithms of variances: [latentFrames, 2·latentChannels, height/16,
   *     width/16]
   */
  public static Operand<TFloat32> moments(
      NetScope scope, StepVideoVaeConfig config, Operand<TFloat32> video) {
    NetScope encoder = scope.at("encoder");
    StepVideoVaeBlocks blocks = new StepVideoVaeBlocks(config.norm());
    Operand<TFloat32> hidden =
        scope.tap(
            "conv_in",
            StepVideoVaeBlocks.causal(
                encoder.at("conv_in"),
                Dimensions.transpose(scope.tf(), video, 0, 2, 3, 1),
                config.encoder().width()));
    for (int level = 0; level < config.encoder().levels(); level++) {
      hidden = level(encoder, config, blocks, level, hidden);
    }
    Operand<TFloat32> deepest = blocks.middle(encoder.at("mid"), hidden);
    Operand<TFloat32> normed = config.norm().silu(encoder.at("norm_out"), deepest);
    return Dimensions.transpose(scope.tf(), narrowed(encoder, config, normed), 0, 3, 1, 2);
  }

  private static Operand<TFloat32> level(
      NetScope encoder,
      StepVideoVaeConfig config,
      StepVideoVaeBlocks blocks,
      int level,
      Operand<TFloat32> x) {
    StepVideoVaeConfig.Side side = config.encoder();
    String name = "down" + level;
    NetScope scope = encoder.at("down", level);
    long width = side.width(level);
    Operand<TFloat32> hidden = x;
    for (int block = 0; block < side.blocks(); block++) {
      hidden =
          scope.tap(
              name + ".block" + block, blocks.residual(scope.at("block", block), hidden, width));
    }
    if (level + 1 == side.levels()) {
      return hidden;
    }
    NetScope conv = scope.at("downsample").at("conv");
    return scope.tap(
        name + ".downsample",
        side.temporal().contains(level)
            ? CausalConvolutions.halved(conv.at("conv"), hidden, width)
            : Convolutions.halved(conv, hidden, width));
  }

  /** Halves every direction and goes to the latent's channels, twice beside a mean of channels. */
  private static Operand<TFloat32> narrowed(
      NetScope encoder, StepVideoVaeConfig config, Operand<TFloat32> x) {
    Ops tf = encoder.tf();
    long inner = config.inner();
    long moments = 2L * config.latentChannels();
    Operand<TFloat32> kept =
        encoder.tap(
            "shortcut_pathify", FrameShapes.averaged(tf, FrameShapes.toChannels(tf, x), inner));
    Operand<TFloat32> change =
        encoder.tap(
            "conv_patchify",
            FrameShapes.toChannels(
                tf,
                StepVideoVaeBlocks.causal(encoder.at("conv_patchify").at("conv"), x, inner / 8)));
    Operand<TFloat32> wide = tf.math.add(kept, change);
    Operand<TFloat32> mean = encoder.tap("shortcut_out", FrameShapes.averaged(tf, wide, moments));
    return encoder.tap(
        "moments",
        tf.math.add(StepVideoVaeBlocks.causal(encoder.at("conv_out"), wide, moments), mean));
  }
}
