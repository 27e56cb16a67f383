package io.kinolake.models.networks.sdvae;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.nn.GroupNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of the autoencoder.
 *
 * @param channels channels of the picture, in and out
 * @param widths channels of each level, from the picture's size down; every level but the last
 *     halves the size
 * @param blocks residual blocks of a level of the encoder; the decoder has one more
 * @param latentChannels channels of the latent
 * @param groups groups of channels that are normalised together
 * @param scalingFactor what diffusion models multiply latents by
 */
public record SdVaeConfig(
    int channels,
    List<Integer> widths,
    int blocks,
    int latentChannels,
    int groups,
    double scalingFactor) {
  private static final float EPSILON = 1e-6f;

  public SdVaeConfig {
    widths = List.copyOf(widths);
  }

  /** The published sd-vae-ft-ema, sd-vae-ft-mse and the one of Stable Diffusion 1. */
  public static SdVaeConfig published() {
    return new SdVaeConfig(3, List.of(128, 256, 512, 512), 2, 4, 32, 0.18215);
  }

  /** The sizes in a {@code config.json} of the diffusers library. */
  public static SdVaeConfig of(JsonNode json) {
    List<Integer> widths = new ArrayList<>();
    json.path("block_out_channels").forEach(width -> widths.add(width.asInt()));
    return new SdVaeConfig(
        json.path("in_channels").asInt(),
        widths,
        json.path("layers_per_block").asInt(),
        json.path("latent_channels").asInt(),
        json.path("norm_num_groups").asInt(),
        json.path("scaling_factor").asDouble());
  }

  /** How many times smaller a latent is than its picture, along each side. */
  public int reduction() {
    return 1 << (widths.size() - 1);
  }

  int deepest() {
    return widths.get(widths.size() - 1);
  }

  GroupNorm norm() {
    return new GroupNorm(groups, EPSILON);
  }
}
