package io.kinolake.models.networks.sdvae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Convolutions;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Pictures to the moments of their latents. */
public final class SdVaeEncoder {
  private SdVaeEncoder() {}

  /**
   * The moments of pictures' latents.
   *
   * @param scope scope of the whole model
   * @param images [batch, channels, height, width], −1 to 1; height and width are multiples of the
   *     reduction
   * @return means, then logarithms of variances: [batch, 2·latentChannels, height/8, width/8]
   */
  public static Operand<TFloat32> moments(
      NetScope scope, SdVaeConfig config, Operand<TFloat32> images) {
    NetScope encoder = scope.at("encoder");
    SdVaeBlocks blocks = new SdVaeBlocks(config.norm());
    Operand<TFloat32> hidden =
        Convolutions.same(
            encoder.at("conv_in"),
            Dimensions.transpose(scope.tf(), images, 0, 2, 3, 1),
            config.channels(),
            config.widths().get(0),
            3);
    for (int level = 0; level < config.widths().size(); level++) {
      hidden = scope.tap("down" + level, level(encoder, config, blocks, level, hidden));
    }
    Operand<TFloat32> deepest = blocks.middle(encoder.at("mid_block"), hidden);
    long moments = 2L * config.latentChannels();
    Operand<TFloat32> narrow =
        Convolutions.same(
            encoder.at("conv_out"),
            config.norm().silu(encoder.at("conv_norm_out"), deepest),
            config.deepest(),
            moments,
            3);
    Operand<TFloat32> result =
        Convolutions.same(scope.at("quant_conv"), narrow, moments, moments, 1);
    return Dimensions.transpose(scope.tf(), scope.tap("moments", result), 0, 3, 1, 2);
  }

  private static Operand<TFloat32> level(
      NetScope encoder, SdVaeConfig config, SdVaeBlocks blocks, int level, Operand<TFloat32> x) {
    NetScope scope = encoder.at("down_blocks", level);
    long width = config.widths().get(level);
    Operand<TFloat32> hidden = x;
    for (int block = 0; block < config.blocks(); block++) {
      hidden = blocks.residual(scope.at("resnets", block), hidden, width);
    }
    return level + 1 == config.widths().size()
        ? hidden
        : Convolutions.halved(scope.at("downsamplers", 0).at("conv"), hidden, width);
  }
}
