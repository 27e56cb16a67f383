package io.kinolake.models.networks.stdit;

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

  /** The published STDiT-XL/2 for videos of 16 frames of 256x256 pixels. */
  public static StditConfig xl2() {
    return new StditConfig(4, 2, 1152, 28, 16, 4608, 4096, 120, 0.5, 1);
  }
}
