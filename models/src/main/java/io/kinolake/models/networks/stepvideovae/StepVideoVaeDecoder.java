package io.kinolake.models.networks.stepvideovae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Convolutions;
import io.kinolake.models.nn.FrameShapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A chunk's latent to its frames. */
public final class StepVideoVaeDecoder {
  private StepVideoVaeDecoder() {}

  /**
   * The frames of a chunk.
   *
   * @param scope scope of the whole model
   * @param latent [latentFrames, latentChannels, height, width]
   * @return [frames, channels, 16·height, 16·width], about −1 to 1, not clamped; 17 frames for 3
   *     latent ones, one for one
   */
  public static Operand<TFloat32> frames(
      NetScope scope, StepVideoVaeConfig config, Operand<TFloat32> latent) {
    NetScope decoder = scope.at("decoder");
    StepVideoVaeConfig.Side side = config.decoder();
    StepVideoVaeBlocks blocks = new StepVideoVaeBlocks(config.norm());
    Operand<TFloat32> turned = Dimensions.transpose(scope.tf(), latent, 0, 2, 3, 1);
    Operand<TFloat32> hidden = blocks.middle(decoder.at("mid"), widened(decoder, config, turned));
    for (int level = side.levels() - 1; level >= 0; level--) {
      hidden = level(decoder, side, blocks, level, hidden);
    }
    Operand<TFloat32> frames =
        StepVideoVaeBlocks.causal(
            decoder.at("conv_out"),
            config.norm().silu(decoder.at("norm_out"), hidden),
            side.channels());
    // Every doubling of time makes one frame too many of the first.
    long excess = (1L << side.temporal().size()) - 1;
    Operand<TFloat32> kept =
        scope
            .tf()
            .stridedSlice(
                scope.tap("frames", frames), Indices.sliceFrom(excess), Indices.ellipsis());
    return Dimensions.transpose(scope.tf(), kept, 0, 3, 1, 2);
  }

  /** From the latent's channels on, and to twice the size, each beside a repetition of channels. */
  private static Operand<TFloat32> widened(
      NetScope decoder, StepVideoVaeConfig config, Operand<TFloat32> latent) {
    Ops tf = decoder.tf();
    long inner = config.inner();
    long octets = 8 * config.decoder().deepest();
    Operand<TFloat32> wide =
        tf.math.add(
            decoder.tap("conv_in", StepVideoVaeBlocks.causal(decoder.at("conv_in"), latent, inner)),
            decoder.tap("shortcut_in", FrameShapes.repeated(tf, latent, inner)));
    Operand<TFloat32> change =
        StepVideoVaeBlocks.causal(decoder.at("conv_unpatchify").at("conv"), wide, octets);
    return tf.math.add(
        decoder.tap("conv_unpatchify", FrameShapes.fromChannels(tf, change)),
        decoder.tap(
            "shortcut_unpathify",
            FrameShapes.fromChannels(tf, FrameShapes.repeated(tf, wide, octets))));
  }

  private static Operand<TFloat32> level(
      NetScope decoder,
      StepVideoVaeConfig.Side side,
      StepVideoVaeBlocks blocks,
      int level,
      Operand<TFloat32> x) {
    String name = "up" + level;
    NetScope scope = decoder.at("up", level);
    long width = side.width(level);
    Operand<TFloat32> hidden = x;
    for (int block = 0; block <= side.blocks(); block++) {
      hidden =
          scope.tap(
              name + ".block" + block, blocks.residual(scope.at("block", block), hidden, width));
    }
    if (level == 0) {
      return hidden;
    }
    NetScope up = scope.at("upsample");
    return scope.tap(
        name + ".upsample",
        side.temporal().contains(level)
            ? blocks.doubled(up, hidden)
            : Convolutions.same(
                up.at("conv"), Convolutions.doubled(scope.tf(), hidden), width, width, 3));
  }
}
