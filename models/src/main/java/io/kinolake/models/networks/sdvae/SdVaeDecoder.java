package io.kinolake.models.networks.sdvae;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.nn.Convolutions;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Latents to pictures. */
public final class SdVaeDecoder {
  private SdVaeDecoder() {}

  /**
   * Pictures from latents.
   *
   * @param scope scope of the whole model
   * @param latents [batch, latentChannels, height, width], not scaled
   * @return [batch, channels, 8·height, 8·width], about −1 to 1, not clamped
   */
  public static Operand<TFloat32> images(
      NetScope scope, SdVaeConfig config, Operand<TFloat32> latents) {
    NetScope decoder = scope.at("decoder");
    SdVaeBlocks blocks = new SdVaeBlocks(config.norm());
    long latent = config.latentChannels();
    Operand<TFloat32> turned = Dimensions.transpose(scope.tf(), latents, 0, 2, 3, 1);
    Operand<TFloat32> wide =
        Convolutions.same(
            decoder.at("conv_in"),
            Convolutions.same(scope.at("post_quant_conv"), turned, latent, latent, 1),
            latent,
            config.deepest(),
            3);
    Operand<TFloat32> hidden = blocks.middle(decoder.at("mid_block"), wide);
    for (int up = 0; up < config.widths().size(); up++) {
      hidden = scope.tap("up" + up, level(decoder, config, blocks, up, hidden));
    }
    Operand<TFloat32> images =
        Convolutions.same(
            decoder.at("conv_out"),
            config.norm().silu(decoder.at("conv_norm_out"), hidden),
            config.widths().get(0),
            config.channels(),
            3);
    return Dimensions.transpose(scope.tf(), scope.tap("images", images), 0, 3, 1, 2);
  }

  private static Operand<TFloat32> level(
      NetScope decoder, SdVaeConfig config, SdVaeBlocks blocks, int up, Operand<TFloat32> x) {
    NetScope scope = decoder.at("up_blocks", up);
    int last = config.widths().size() - 1;
    long width = config.widths().get(last - up);
    Operand<TFloat32> hidden = x;
    for (int block = 0; block <= config.blocks(); block++) {
      hidden = blocks.residual(scope.at("resnets", block), hidden, width);
    }
    if (up == last) {
      return hidden;
    }
    return Convolutions.same(
        scope.at("upsamplers", 0).at("conv"),
        Convolutions.doubled(scope.tf(), hidden),
        width,
        width,
        3);
  }
}
