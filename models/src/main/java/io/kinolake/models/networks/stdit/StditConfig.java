package io.kinolake.models.networks.stdit;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.weights.ConfigValues;

/**
 * Sizes of an STDiT (Open-Sora 1.0).
 *
 * @param channels channels of a latent; the network gives twice as many
 * @param patch height and width of a patch in latent pixels
 * @param width length of a token, a multiple of 4
 * @param depth number of blocks
 * @param heads attention heads; {@code width} is a multiple
 * @param inner width of the MLPs within blocks
 * @param captionChannels channels of the text's tokens
 * @param captionLength number of the text's tokens, with padding
 * @param spaceScale patches to one unit of the table of positions within a frame
 * @param timeScale frames to one unit of the table of positions in time
 */
public record StditConfig(
    int channels,
    int patch,
    int width,
    int depth,
    int heads,
    int inner,
    int captionChannels,
    int captionLength,
    double spaceScale,
    double timeScale) {
  /** Length of the sinusoid by which steps are embedded. */
  public static final int SINUSOID = 256;

  /** The caption that stands for none; stored with the weights, but never trained. */
  public static final String NULL_CAPTION = "y_embedder.y_embedding";

  /** Epsilon of the layer normalisations. */
  static final float EPSILON = 1e-6f;

  /** The sizes under the names that the original code gives them. */
  public static StditConfig of(JsonNode json) {
    ConfigValues values = new ConfigValues(json);
    int width = values.integer("hidden_size");
    return new StditConfig(
        values.integer("in_channels"),
        json.path("patch_size").path(1).asInt(2),
        width,
        values.integer("depth"),
        values.integer("num_heads"),
        Math.round(width * values.real("mlp_ratio")),
        values.integer("caption_channels"),
        values.integer("model_max_length"),
        json.path("space_scale").asDouble(1),
        json.path("time_scale").asDouble(1));
  }

  /** The published STDiT-XL/2 for videos of 16 frames of 256x256 pixels. */
  public static StditConfig xl2() {
    return new StditConfig(4, 2, 1152, 28, 16, 4608, 4096, 120, 0.5, 1);
  }
}
