package io.kinolake.models.networks.stepdit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of a Step-Video transformer (Ma et al., 2025).
 *
 * @param inChannels channels of a latent
 * @param outChannels channels of the velocity
 * @param patch height and width of a patch in latent pixels
 * @param heads attention heads
 * @param headSize channels of a head
 * @param rotaryParts channels of a head turned by frame, row and column; their sum is {@code
 *     headSize}
 * @param layers number of blocks
 * @param captionChannels channels of the language model's tokens
 * @param clipChannels channels of the CLIP text tokens
 * @param conditioned whether latents of an image and a motion score are taken besides (image to
 *     video)
 */
public record StepDitConfig(
    int inChannels,
    int outChannels,
    int patch,
    int heads,
    int headSize,
    List<Integer> rotaryParts,
    int layers,
    int captionChannels,
    int clipChannels,
    boolean conditioned) {
  /** By how much a time within [0, 1] is multiplied before it is embedded. */
  public static final float TIME_SCALE = 1000;

  /** Length of the sinusoids by which numbers are embedded. */
  public static final int SINUSOID = 256;

  /** Number of CLIP text tokens, all of which are attended to. */
  public static final int CLIP_TOKENS = 77;

  /** Motion score with which the image-to-video model is trained. */
  public static final float MOTION_SCORE = 5;

  /** Epsilon of a block's layer normalisations. */
  static final float BLOCK_EPSILON = 1e-5f;

  /** Epsilon of every other normalisation. */
  static final float EPSILON = 1e-6f;

  /** Inner width of the MLP, in widths of the network. */
  static final int MLP_RATIO = 4;

  public StepDitConfig {
    rotaryParts = List.copyOf(rotaryParts);
    int turned = rotaryParts.stream().mapToInt(Integer::intValue).sum();
    if (rotaryParts.size() != 3 || turned != headSize) {
      throw new IllegalArgumentException(
          "A head of %d channels is not split into %s for frame, row and column"
              .formatted(headSize, rotaryParts));
    }
  }

  /**
   * The sizes in the {@code config.json} of a published transformer, in the manner of the diffusers
   * library, with the defaults that it names. Heads are turned by half of their channels for the
   * frame and a quarter each for row and column, unless {@code channel_split} says otherwise.
   */
  public static StepDitConfig of(JsonNode json) {
    int headSize = json.path("attention_head_dim").asInt(128);
    List<Integer> parts = new ArrayList<>();
    json.path("channel_split").forEach(part -> parts.add(part.asInt()));
    if (parts.isEmpty()) {
      parts.addAll(List.of(headSize / 2, headSize / 4, headSize / 4));
    }
    return new StepDitConfig(
        json.path("in_channels").asInt(64),
        json.path("out_channels").asInt(64),
        json.path("patch_size").asInt(1),
        json.path("num_attention_heads").asInt(48),
        headSize,
        parts,
        json.path("num_layers").asInt(48),
        json.path("caption_channels").path(0).asInt(6144),
        json.path("caption_channels").path(1).asInt(1024),
        json.path("use_additional_conditions").asBoolean(false));
  }

  /** Length of a token. */
  public long width() {
    return (long) heads * headSize;
  }

  /** The blocks' sizes where one rank holds them whole. */
  public Block block() {
    return new Block(width(), heads, headSize, MLP_RATIO * width(), rotaryParts);
  }

  /**
   * Sizes of a block, or of a rank's part of it.
   *
   * @param width length of a token
   * @param heads heads held here
   * @param headSize channels of a head
   * @param inner width of the MLP held here
   * @param rotaryParts channels turned by frame, row and column
   */
  public record Block(long width, int heads, int headSize, long inner, List<Integer> rotaryParts) {

    /** What each of {@code ranks} ranks holds; {@code heads} is a multiple of their number. */
    public Block part(int ranks) {
      if (heads % ranks != 0) {
        throw new IllegalArgumentException(
            "%d heads cannot be shared by %d ranks".formatted(heads, ranks));
      }
      return new Block(width, heads / ranks, headSize, inner / ranks, rotaryParts);
    }

    long attended() {
      return (long) heads * headSize;
    }
  }

  /** The published text-to-video model of 30 billion parameters. */
  public static StepDitConfig textToVideo() {
    return new StepDitConfig(64, 64, 1, 48, 128, List.of(64, 32, 32), 48, 6144, 1024, false);
  }

  /** The published image-to-video model. */
  public static StepDitConfig imageToVideo() {
    return new StepDitConfig(64, 64, 1, 48, 128, List.of(64, 32, 32), 48, 6144, 1024, true);
  }
}
